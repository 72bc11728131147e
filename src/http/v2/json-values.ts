import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";

/** What comes from JSON text or out of storage is JSON: its values are not read again, which would only cost time. */
export const JsonValue = z.custom<Json>();

export const JsonDict = z.record(z.string(), JsonValue);

/** Values by pin or name, each a list in order of appearance. */
export const ValuesByName = z.record(z.string(), z.array(JsonValue));

/** The same two in an answer, out of storage: what was read once is not gone through again, name by name. */
export const StoredDict = z.custom<JsonObject>().meta({ type: "object", additionalProperties: {} });

export const StoredValuesByName = z
  .custom<Record<string, Json[]>>()
  .meta({ type: "object", additionalProperties: { type: "array", items: {} } });
