import * as z from "zod";
import { advanced } from "../pins.ts";

/** The pins that every input of an agent has; each variant adds its own `value`. */
export const inputPins = () => ({
  name: z.string().describe("The name that a run gives this input by"),
  title: z.string().optional().meta(advanced("The title that forms show instead of the name")),
  description: z.string().optional().meta(advanced("What the input is for")),
  advanced: z.boolean().default(false).meta(advanced("Whether forms show it only on request")),
  secret: z.boolean().default(false).meta(advanced("Whether the value is hidden where runs are shown")),
});

export const inputCategories = ["INPUT", "BASIC"];

/** The `value` of an input that is a text, and how forms let people type it. */
export const textValue = (format: "short-text" | "long-text") =>
  z.string().optional().meta({ description: "The text, or its default when it stands in the graph", format });

/** What an input hands on: its value, or nothing when a run is started without one. */
export function* given<T>(value: T | undefined): Iterable<readonly ["result", T]> {
  if (value !== undefined) yield ["result", value];
}
