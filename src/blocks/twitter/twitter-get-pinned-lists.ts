import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItems, itemsOutput, referred, textsOf } from "./items.ts";
import { exampleLists, listFieldPins, listFieldQuery } from "./lists.ts";

export const twitterGetPinnedLists = block({
  id: "97e03aae-a62f-11ef-bc53-5b89cb02888f",
  name: "TwitterGetPinnedListsBlock",
  description: "Lists the lists that you pinned on X.",
  categories: ["SOCIAL"],
  pure: false,
  input: () => z.object({ ...listFieldPins(), credentials: twitterCredentials("list.read") }),
  output: () =>
    z.object({
      list_ids: z.array(z.string()).describe("Ids of the lists"),
      list_names: z.array(z.string()).describe("Names of the lists"),
      ...itemsOutput("lists"),
      included: referred(),
    }),
  async *run({ credentials, ...fields }, io) {
    const client = twitter(io, credentials);
    const lists = await askItems(client, `/users/${await ownId(client)}/pinned_lists`, {
      ...listFieldQuery(fields),
    });
    yield ["list_ids", textsOf(lists, "id")];
    yield ["list_names", textsOf(lists, "name")];
    yield ["data", lists.data];
    yield ["included", lists.included];
    yield ["meta", lists.meta];
  },
  examples: [
    {
      input: { credentials: twitterExample },
      answers: [
        exampleMe,
        {
          method: "GET",
          url: `https://api.twitter.com/2/users/7/pinned_lists?${exampleLists.query}`,
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
