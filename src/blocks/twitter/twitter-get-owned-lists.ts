import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItems, itemsOutput, nextOutput, nextToken, pagePins, referred, textsOf } from "./items.ts";
import { exampleLists, listFieldPins, listFieldQuery } from "./lists.ts";

export const twitterGetOwnedLists = block({
  id: "2b6bdb26-a62f-11ef-a9ce-ff89c2568726",
  name: "TwitterGetOwnedListsBlock",
  description: "Lists the lists of somebody on X, by the page.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...listFieldPins(),
      credentials: twitterCredentials("list.read"),
      user_id: z.string().describe("Id of the user"),
      ...pagePins(1, 100),
    }),
  output: () =>
    z.object({
      list_ids: z.array(z.string()).describe("Ids of the lists"),
      list_names: z.array(z.string()).describe("Names of the lists"),
      next_token: nextOutput(),
      ...itemsOutput("lists"),
      included: referred(),
    }),
  async *run({ credentials, user_id, max_results, pagination_token, ...fields }, io) {
    const client = twitter(io, credentials);
    const lists = await askItems(client, `/users/${encodeURIComponent(user_id)}/owned_lists`, {
      ...listFieldQuery(fields),
      max_results,
      pagination_token,
    });
    yield ["list_ids", textsOf(lists, "id")];
    yield ["list_names", textsOf(lists, "name")];
    const next = nextToken(lists);
    if (next !== "") yield ["next_token", next];
    yield ["data", lists.data];
    yield ["included", lists.included];
    yield ["meta", lists.meta];
  },
  examples: [
    {
      input: { credentials: twitterExample, user_id: "34" },
      answers: [
        {
          method: "GET",
          url: `https://api.twitter.com/2/users/34/owned_lists?${exampleLists.query}&max_results=10`,
          body: { data: exampleLists.data, includes: exampleLists.includes, meta: exampleLists.meta },
        },
      ],
      yields: {
        list_ids: [["56"]],
        list_names: [["Tea"]],
        data: [exampleLists.data],
        included: [exampleLists.includes],
        meta: [exampleLists.meta],
      },
    },
  ],
});
