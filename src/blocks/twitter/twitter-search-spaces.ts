import * as z from "zod";
import { block } from "../block.ts";
import { advanced } from "../pins.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItems, itemsOutput, nextOutput, nextToken, referred, textsOf } from "./items.ts";
import { exampleSpace, hostsOf, spaceFieldPins, spaceFieldQuery } from "./spaces.ts";

export const twitterSearchSpaces = block({
  id: "aaefdd48-a62f-11ef-a73c-3f44df63e276",
  name: "TwitterSearchSpacesBlock",
  description: "Finds Spaces on X that are live or planned, by what they are about.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...spaceFieldPins(),
      credentials: twitterCredentials("space.read"),
      query: z.string().min(1).describe("What to look for in titles"),
      max_results: z.int().min(1).max(100).default(10).meta(advanced("How many at most")),
      state: z.enum(["live", "scheduled", "all"]).default("all").describe("Whether they are live or planned"),
    }),
  output: () =>
    z.object({
      ids: z.array(z.string()).describe("Ids of the Spaces"),
      titles: z.array(z.string()).describe("What the Spaces are about"),
      host_ids: z.array(z.array(z.string())).describe("Ids of the hosts of each"),
      next_token: nextOutput(),
      ...itemsOutput("Spaces"),
      includes: referred(),
    }),
  async *run({ credentials, query, max_results, state, ...fields }, io) {
    const spaces = await askItems(twitter(io, credentials), "/spaces/search", {
      query,
      ...spaceFieldQuery(fields),
      max_results,
      state,
    });
    yield ["ids", textsOf(spaces, "id")];
    yield ["titles", textsOf(spaces, "title")];
    yield ["host_ids", spaces.data.map(hostsOf)];
    const next = nextToken(spaces);
    if (next !== "") yield ["next_token", next];
    yield ["data", spaces.data];
    yield ["includes", spaces.included];
    yield ["meta", spaces.meta];
  },
  examples: [
    {
      input: { credentials: twitterExample, query: "tea", state: "live" },
      answers: [
        {
          method: "GET",
          url: `https://api.twitter.com/2/spaces/search?query=tea&${exampleSpace.query}&max_results=10&state=live`,
          body: { data: [exampleSpace.data], meta: { result_count: 1 } },
        },
      ],
      yields: {
        ids: [["1Sp"]],
        titles: [["Tea"]],
        host_ids: [[["34"]]],
        data: [[exampleSpace.data]],
        includes: [{}],
        meta: [{ result_count: 1 }],
      },
    },
  ],
});
