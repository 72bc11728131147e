import * as z from "zod";
import { costsOf } from "#domain/blocks/costs.ts";
import { searchBlocks } from "#domain/blocks/search.ts";
import { route } from "../../route.ts";
import { JsonDict } from "../json-values.ts";

const BlockBody = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  categories: z.array(z.string()),
  input_schema: JsonDict,
  output_schema: JsonDict,
  static_output: z.boolean(),
  ui_type: z.string(),
  costs: z
    .array(
      z.object({
        provider: z.string(),
        model: z.string(),
        input_usd_per_million_tokens: z.number(),
        output_usd_per_million_tokens: z.number(),
      }),
    )
    .describe("List prices of the models that it can ask; empty when it is free of charge"),
});

export const listBlocksRoute = route({
  method: "GET",
  path: "/builder/blocks",
  scope: "READ_BLOCK",
  summary: "List the blocks that graphs are built of, or search them",
  query: z.object({
    search: z.string().max(200).optional().describe("Words in the name, id, categories or description"),
    category: z.string().max(100).optional().describe("Only blocks of this category, such as `TEXT`"),
  }),
  response: z.object({ blocks: z.array(BlockBody), categories: z.record(z.string(), z.int()) }),
  errors: ["VALIDATION_ERROR"],
  handle: async (_ctx, { query }) => {
    const blocks = searchBlocks({ text: query.search, category: query.category });
    return {
      blocks: blocks.map((block) => ({
        id: block.id,
        name: block.name,
        description: block.description,
        categories: [...block.categories],
        input_schema: block.inputSchema(),
        output_schema: block.outputSchema(),
        static_output: block.staticOutput,
        ui_type: block.kind,
        costs: costsOf(block).map(({ provider, model, input, output }) => ({
          provider,
          model,
          input_usd_per_million_tokens: input,
          output_usd_per_million_tokens: output,
        })),
      })),
      categories: Object.fromEntries(
        [...Map.groupBy(categoriesOf(blocks), (category) => category)].map(([name, of]) => [name, of.length]),
      ),
    };
  },
});

const categoriesOf = (blocks: ReturnType<typeof searchBlocks>): string[] =>
  blocks.flatMap(({ categories }) => [...categories]);
