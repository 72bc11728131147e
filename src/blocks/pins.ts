import * as z from "zod";
import type { Json } from "#lib/json.ts";

/** A pin that takes any JSON value. Not `z.json()`: values come from JSON, walking them again would cost time. */
export const anyValue = () => z.custom<Json>((value) => value !== undefined);

export const anyList = () => z.array(anyValue());

export const anyDict = () => z.record(z.string(), anyValue());

/** A pin that forms show only on request. */
export const advanced = (description: string) => ({ description, advanced: true });
