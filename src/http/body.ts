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
export const readText = async (request: Request): Promise<string> =>
  decode(await readBytes(request, MAX_BODY_BYTES));

export const FORM = "application/x-www-form-urlencoded";

/** What a body says it is, in lower case and without parameters; empty when it says nothing. */
export const mediaTypeOf = ({ headers }: Request): string =>
  (headers.get("content-type") ?? "").replace(/;.*/, "").trim().toLowerCase();

/** The fields of a form. 400 when one holds U+0000: PostgreSQL has no such text. */
export function fieldsOf(text: string): URLSearchParams {
  const fields = new URLSearchParams(text);
  for (const [name, value] of fields) {
    if (`${name}${value}`.includes("\0"))
      throw new AppError("BAD_REQUEST", `"${name}" holds a NUL character`);
  }
  return fields;
}

/** The body as it is. 413 beyond `maxBytes`. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const said = request.headers.get("content-length");
  if (Number(said ?? 0) > maxBytes) throw tooLarge(maxBytes);
  if (said === null) return readChunks(request, maxBytes);
  // The server lets no body be longer than its header says, and in one piece it takes a fraction of the time.
  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.byteLength > maxBytes) throw tooLarge(maxBytes);
  return bytes;
}

async function readChunks({ body }: Request, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
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

const tooLarge = (maxBytes: number) =>
  new AppError("PAYLOAD_TOO_LARGE", `The body is larger than ${maxBytes} bytes`);
