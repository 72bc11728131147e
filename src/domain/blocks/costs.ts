import { knownModels } from "#blocks/ai/model-table.ts";
import type { Block } from "#blocks/block.ts";

/** What a provider takes for a million tokens of a model, in US dollars. */
export interface ModelCost {
  provider: string;
  model: string;
  input: number;
  output: number;
}

/** The list prices behind a block that asks a model; what a run has really cost is in its stats. Others are free of charge. */
export function costsOf(block: Block): ModelCost[] {
  const { properties } = block.inputSchema();
  if (typeof properties !== "object" || properties === null || Array.isArray(properties)) return [];
  const model = properties["model"];
  if (typeof model !== "object" || model === null || Array.isArray(model)) return [];
  const offered = new Set(Array.isArray(model["examples"]) ? model["examples"] : []);
  return knownModels().flatMap(({ provider, name, inputPrice, outputPrice }) =>
    offered.has(name) && inputPrice !== undefined && outputPrice !== undefined
      ? [{ provider, model: name, input: inputPrice, output: outputPrice }]
      : [],
  );
}
