import * as z from "zod";
import { listBlocks } from "#domain/blocks/list.ts";
import { route } from "../../../route.ts";
import { JsonDict } from "../../../v2/json-values.ts";
import { CATEGORIES } from "./categories.ts";
import { UI_TYPES } from "./ui-types.ts";

const BlockBody = z.object({
  id: z.string(),
  name: z.string(),
  inputSchema: JsonDict,
  outputSchema: JsonDict,
  description: z.string(),
  categories: z.array(z.object({ category: z.string(), description: z.string() })),
  contributors: z.array(JsonDict),
  staticOutput: z.boolean(),
  uiType: z.string(),
});

export const listBlocksRoute = route({
  method: "GET",
  path: "/blocks",
  scope: "READ_BLOCK",
  limit: "external",
  summary: "List the blocks that graphs are built of",
  response: z.array(BlockBody),
  errors: [],
  handle: async () =>
    listBlocks().map((block) => ({
      id: block.id,
      name: block.name,
      inputSchema: block.inputSchema(),
      outputSchema: block.outputSchema(),
      description: block.description,
      categories: block.categories.map((category) => ({
        category,
        description: CATEGORIES[category] ?? "",
      })),
      contributors: [],
      staticOutput: block.staticOutput,
      uiType: UI_TYPES[block.kind],
    })),
});
