import * as z from "zod";
import { listBlocks } from "#domain/blocks/list.ts";
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
});

export const listBlocksRoute = route({
  method: "GET",
  path: "/builder/blocks",
  scope: "READ_BLOCK",
  summary: "List the blocks that graphs are built of",
  response: z.object({ blocks: z.array(BlockBody) }),
  errors: [],
  handle: async () => ({
    blocks: listBlocks().map((block) => ({
      id: block.id,
      name: block.name,
      description: block.description,
      categories: [...block.categories],
      input_schema: block.inputSchema(),
      output_schema: block.outputSchema(),
      static_output: block.staticOutput,
      ui_type: block.kind,
    })),
  }),
});
