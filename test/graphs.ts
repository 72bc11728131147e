import type { Json, JsonObject } from "#lib/json.ts";

/** Graphs as a client would send them. */

export const BLOCK = {
  input: "c0a8e994-ebf1-4a9c-a4d8-89d09c86741b",
  dropdown: "655d6fdf-a334-421c-b733-520549c07cd1",
  toggle: "cbf36ab5-df4a-43b6-8a7f-f7ed8652116e",
  date: "7e198b09-4994-47db-8b4d-952d98241817",
  longText: "90a56ffb-7024-4b2b-ab50-e26c5e5ab8ba",
  output: "363ae599-353e-4804-937e-b2ee3cef3da4",
  template: "db7d8f02-2f44-4c55-ab7a-eae0941f0c30",
};

export const node = (id: string, block_id: string, input_default: JsonObject = {}): JsonObject => ({
  id,
  block_id,
  input_default,
  metadata: { position: { x: 100, y: 200 } },
});

export const link = (
  source_id: string,
  source_name: string,
  sink_id: string,
  sink_name: string,
): JsonObject => ({ id: `${source_id}-${sink_id}`, source_id, source_name, sink_id, sink_name });

export const graphOf = (name: string, nodes: Json[], links: Json[] = []): JsonObject => ({
  name,
  description: `About ${name}`,
  nodes,
  links,
});

/** Takes `who`, gives `greeting`. */
export const greeting = (name = "Greeting"): JsonObject =>
  graphOf(
    name,
    [
      node("who", BLOCK.input, { name: "who", description: "Whom to greet" }),
      node("text", BLOCK.template, { format: "Hello {{ name }}!" }),
      node("out", BLOCK.output, { name: "greeting" }),
    ],
    [link("who", "result", "text", "values_#_name"), link("text", "output", "out", "value")],
  );
