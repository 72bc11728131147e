import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { airtable, airtableCredentials, airtableExample } from "./api.ts";

export const airtableListBases = block({
  id: "4bd8d466-ed5d-4e44-8083-97f25a8044e7",
  name: "AirtableListBasesBlock",
  description: "Lists the bases of Airtable that the account sees.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      credentials: airtableCredentials("schema.bases:read"),
      trigger: z.string().default("manual").describe("Anything: a link to it begins the node"),
      offset: z.string().default("").describe("Where an earlier answer went on"),
    }),
  output: () =>
    z.object({
      bases: z.array(anyDict()).describe("The bases"),
      offset: z.string().describe("Where the rest begins, if there is any"),
    }),
  async *run({ credentials, offset }, io) {
    const Found = z.object({ bases: z.array(anyDict()), offset: z.string().optional() });
    const found = await airtable(io, credentials).ask(Found, "/meta/bases", { query: { offset } });
    yield ["bases", found.bases];
    if (found.offset !== undefined) yield ["offset", found.offset];
  },
  examples: [
    {
      input: { credentials: airtableExample },
      answers: [
        {
          method: "GET",
          url: "https://api.airtable.com/v0/meta/bases",
          body: { bases: [{ id: "app1", name: "Tea", permissionLevel: "create" }], offset: "next" },
        },
      ],
      yields: { bases: [[{ id: "app1", name: "Tea", permissionLevel: "create" }]], offset: ["next"] },
    },
  ],
});
