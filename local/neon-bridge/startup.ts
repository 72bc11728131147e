/** What a PostgreSQL client sends before its first query. */
export interface Startup {
  parameters: Map<string, string>;
  password: string;
  /** Bytes after the password: the driver does not wait for the answer. */
  rest: Buffer;
}

const PROTOCOL_3 = 196_608;
const SSL_REQUEST = 80_877_103;
const MAX_STARTUP = 64 * 1024;

/**
 * Reads the startup and password messages from chunks (null at the end); `reply` sends bytes in between.
 * Resolves to null when the client goes away or asks for something else, such as a cancellation.
 */
export async function readStartup(
  nextChunk: () => Promise<Buffer | null>,
  reply: (bytes: Buffer) => void,
): Promise<Startup | null> {
  const reader = messageReader(nextChunk);
  let hello = await reader.take(0);
  if (codeOf(hello) === SSL_REQUEST) {
    reply(Buffer.from("N"));
    hello = await reader.take(0);
  }
  if (hello === null || codeOf(hello) !== PROTOCOL_3) return null;
  reply(message("R", int32(3))); // AuthenticationCleartextPassword
  const answer = await reader.take(1);
  if (answer?.[0] !== "p".charCodeAt(0)) return null;
  return {
    parameters: parseParameters(hello.subarray(8)),
    password: answer.subarray(5, -1).toString("utf8"),
    rest: reader.rest(),
  };
}

/** AuthenticationOk, the server's parameters, BackendKeyData and ReadyForQuery. */
export function greeting(
  parameters: Map<string, string>,
  key: { processId: number; secret: number },
): Buffer {
  const statuses = [...parameters].map(([name, value]) => message("S", cstring(name), cstring(value)));
  const keyData = message("K", int32(key.processId), int32(key.secret));
  return Buffer.concat([message("R", int32(0)), ...statuses, keyData, message("Z", Buffer.from("I"))]);
}

/** ErrorResponse; `fields` by PostgreSQL's one-letter codes. */
export function errorResponse(fields: Record<string, string | undefined>): Buffer {
  const parts = Object.entries(fields).flatMap(([code, text]) => (text ? [cstring(`${code}${text}`)] : []));
  return message("E", ...parts, Buffer.of(0));
}

/** Splits a byte stream into messages: an optional type byte, then a length that counts itself. */
function messageReader(nextChunk: () => Promise<Buffer | null>) {
  let buffer = Buffer.alloc(0);
  const fill = async (size: number): Promise<boolean> => {
    while (buffer.length < size) {
      const chunk = size > MAX_STARTUP ? null : await nextChunk();
      if (chunk === null) return false;
      buffer = Buffer.concat([buffer, chunk]);
    }
    return true;
  };
  return {
    take: async (typeBytes: 0 | 1): Promise<Buffer | null> => {
      if (!(await fill(typeBytes + 4))) return null;
      const size = typeBytes + buffer.readInt32BE(typeBytes);
      if (size < typeBytes + 4 || !(await fill(size))) return null;
      const taken = buffer.subarray(0, size);
      buffer = buffer.subarray(size);
      return taken;
    },
    rest: () => buffer,
  };
}

function codeOf(hello: Buffer | null): number | undefined {
  return hello !== null && hello.length >= 8 ? hello.readInt32BE(4) : undefined;
}

function parseParameters(bytes: Buffer): Map<string, string> {
  const words = bytes.toString("utf8").split("\0");
  const parameters = new Map<string, string>();
  for (let at = 0; words[at]; at += 2) parameters.set(words[at] ?? "", words[at + 1] ?? "");
  return parameters;
}

function message(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from(type), int32(body.length + 4), body]);
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function cstring(text: string): Buffer {
  return Buffer.from(`${text}\0`);
}
