import type { RedisValue } from "js-redis-server/core";

/** One command's answer as Upstash words it. */
export type Reply = { result: Json } | { error: string };

type Json = string | number | null | Json[];

/** Encodes a reply as RESP2 would; with `base64` every string but the status OK. */
export function encodeReply(value: RedisValue, base64: boolean): Reply {
  return value.kind === "error" ? { error: errorText(value) } : { result: encode(value, base64) };
}

/** The replies of EXEC, one by one; null when the transaction did not run. */
export function encodeReplies(value: RedisValue, base64: boolean): Reply[] | null {
  return value.kind === "array" ? value.items.map((item) => encodeReply(item, base64)) : null;
}

export function errorText(error: { message: string; code?: string }): string {
  return error.code ? `${error.code} ${error.message}` : error.message;
}

function encode(value: RedisValue, base64: boolean): Json {
  const text = (bytes: Buffer) => bytes.toString(base64 ? "base64" : "utf8");
  const list = (items: RedisValue[]) => items.map((item) => encode(item, base64));
  switch (value.kind) {
    case "simple-string":
      return value.value === "OK" ? "OK" : text(Buffer.from(value.value));
    case "bulk-string":
      return value.value === null ? null : text(value.value);
    case "verbatim":
      return text(value.value);
    case "double":
    case "big-number":
      return text(Buffer.from(numberText(value.value)));
    case "integer":
    case "boolean":
      return Number(value.value);
    case "array":
    case "set":
    case "push":
      return list(value.items);
    case "map":
    case "flat-pairs":
      return list(value.entries.flat());
    case "map-pairs":
      return value.entries.map((pair) => list(pair));
    case "null":
    case "null-array":
      return null;
    case "error":
      return text(Buffer.from(errorText(value)));
  }
}

function numberText(value: number | bigint): string {
  return String(value).replace("Infinity", "inf").replace("NaN", "nan");
}
