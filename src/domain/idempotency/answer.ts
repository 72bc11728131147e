import type { ErrorCode } from "#lib/errors.ts";
import type { JsonObject } from "#lib/json.ts";

/** What a request under a key came to, as it is given again. */
export type StoredAnswer =
  | { type: "response"; status: number; contentType: string | null; body: string }
  /** Each wire contract writes errors in its own shape, so what is kept is what they say. */
  | { type: "error"; code: ErrorCode; message: string; details: JsonObject };
