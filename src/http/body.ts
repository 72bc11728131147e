import { AppError } from "#lib/errors.ts";
import type { Json } from "#lib/json.ts";
import { refuseUnsafe } from "./unsafe-json.ts";

export const MAX_BODY_BYTES = 1024 * 1024;

/** The JSON of a request; an empty body is `{}`. 413 beyond 1 MiB, 400 when it is no JSON, 422 when it is unsafe. */
export async function readJson(request: Request): Promise<Json> {
  const text = await readText(request);
  if (text.trim() === "") return {};
  const body = parse(text);
  refuseUnsafe(body);
  return body;
}

/** The body as text. 413 beyond 1 MiB, 400 when it is no UTF-8. */
export const readText = async (request: Request): Promise<string> => decode(await readBytes(request));

async function readBytes(request: Request): Promise<Uint8Array[]> {
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  if (request.body === null) return chunks;
  let size = 0;
  for await (const chunk of request.body) {
    size += chunk.byteLength;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks;
}

function decode(chunks: Uint8Array[]): string {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false });
  try {
    return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
  } catch {
    throw new AppError("BAD_REQUEST", "The body is not UTF-8");
  }
}

function parse(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("BAD_REQUEST", "The body is not JSON");
  }
}

const tooLarge = () => new AppError("PAYLOAD_TOO_LARGE", `The body is larger than ${MAX_BODY_BYTES} bytes`);
