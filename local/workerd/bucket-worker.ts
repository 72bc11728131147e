interface Env {
  FILES: Fetcher;
}

/** What R2's binding asks of a bucket, as far as the Worker uses it. */
type BucketRequest =
  | { method: "get" | "head"; object: string }
  | { method: "put"; object: string; httpFields?: object; customFields?: { k: string; v: string }[] }
  | { method: "delete"; object?: string; objects?: string[] };

/** What is kept of an object beside its bytes, in the binding's own words. */
interface Head {
  name: string;
  version: string;
  size: number;
  etag: string;
  uploaded: number;
  httpFields: object;
  customFields: { k: string; v: string }[];
  checksums: object;
}

const METADATA_SIZE = "cf-r2-metadata-size";
/** A file is the length of its head in eight digits, the head as JSON, then the bytes. */
const DIGITS = 8;

/** Stands in for R2 over a folder: get, head, put and delete of whole objects; anything else is refused. */
const bucket = {
  async fetch(request: Request, env: Env): Promise<Response> {
    if (request.method === "GET") {
      return read(env, JSON.parse(request.headers.get("cf-r2-request") ?? "{}"));
    }
    const body = new Uint8Array(await request.arrayBuffer());
    const size = Number(request.headers.get(METADATA_SIZE));
    return write(env, JSON.parse(new TextDecoder().decode(body.subarray(0, size))), body.subarray(size));
  },
} satisfies ExportedHandler<Env>;

export default bucket;

async function read(env: Env, asked: BucketRequest): Promise<Response> {
  if (asked.method !== "get" && asked.method !== "head") return refusal(501, 10052, "Not implemented");
  const file = await env.FILES.fetch(await fileOf(asked.object));
  if (file.status !== 200) {
    await file.body?.cancel();
    return refusal(404, 10007, "The specified key does not exist.");
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const headSize = Number(new TextDecoder().decode(bytes.subarray(0, DIGITS)));
  const end = asked.method === "head" ? DIGITS + headSize : bytes.length;
  return answer(headSize, bytes.subarray(DIGITS, end));
}

async function write(env: Env, asked: BucketRequest, value: Uint8Array): Promise<Response> {
  if (asked.method === "delete") {
    for (const key of asked.objects ?? [asked.object ?? ""]) {
      await env.FILES.fetch(await fileOf(key), { method: "DELETE" });
    }
    return answer(0, new Uint8Array());
  }
  if (asked.method !== "put") return refusal(501, 10052, "Not implemented");
  const head = encode(JSON.stringify(await headOf(asked, value)));
  const prefix = encode(String(head.length).padStart(DIGITS, "0"));
  const written = await env.FILES.fetch(await fileOf(asked.object), {
    method: "PUT",
    body: await new Blob([prefix, head, value]).arrayBuffer(),
  });
  return written.ok ? answer(head.length, head) : refusal(500, 10001, "The file cannot be written");
}

async function headOf(asked: BucketRequest & { method: "put" }, value: Uint8Array): Promise<Head> {
  const md5 = hex(await crypto.subtle.digest("MD5", value));
  return {
    name: asked.object,
    version: crypto.randomUUID().replaceAll("-", ""),
    size: value.length,
    etag: md5,
    uploaded: Date.now(),
    httpFields: asked.httpFields ?? {},
    customFields: asked.customFields ?? [],
    checksums: { 0: md5 },
  };
}

/** A key may hold what a path may not. */
const fileOf = async (key: string): Promise<string> =>
  `http://files/${hex(await crypto.subtle.digest("SHA-256", encode(key)))}`;

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

const hex = (bytes: ArrayBuffer): string =>
  Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");

const answer = (metadataSize: number, body: Uint8Array): Response =>
  new Response(body, {
    headers: { [METADATA_SIZE]: String(metadataSize), "Content-Type": "application/json" },
  });

const refusal = (status: number, v4code: number, message: string): Response =>
  new Response(null, { status, headers: { "cf-r2-error": JSON.stringify({ version: 1, v4code, message }) } });
