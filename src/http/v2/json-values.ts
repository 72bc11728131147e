import * as z from "zod";
import type { Json } from "#lib/json.ts";

/** What comes from JSON text or out of storage is JSON: its values are not read again, which would only cost time. */
export const JsonValue = z.custom<Json>();

export const JsonDict = z.record(z.string(), JsonValue);

/** Values by pin or name, each a list in order of appearance. */
export const ValuesByName = z.record(z.string(), z.array(JsonValue));
