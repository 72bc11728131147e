import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItem, referred, textOf } from "./items.ts";
import { exampleLists, listFieldPins, listFieldQuery } from "./lists.ts";
import { usernameOf } from "./tweets.ts";

export const twitterGetList = block({
  id: "34ebc80a-a62f-11ef-9c2a-3fcab6c07079",
  name: "TwitterGetListBlock",
  description: "Tells what a list on X is.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...listFieldPins(),
      credentials: twitterCredentials("list.read"),
      list_id: z.string().describe("Id of the list"),
    }),
  output: () =>
    z.object({
      id: z.string().describe("Id of the list"),
      name: z.string().describe("Its name"),
      owner_id: z.string().describe("Id of its owner"),
      owner_username: z.string().describe("User name of its owner"),
      data: anyDict().describe("The list, as X tells it"),
      included: referred(),
      meta: anyDict().describe("What X tells of the answer as a whole"),
    }),
  async *run({ credentials, list_id, ...fields }, io) {
    const path = `/lists/${encodeURIComponent(list_id)}`;
    const { item, included, meta } = await askItem(twitter(io, credentials), path, listFieldQuery(fields));
    const owner = textOf(item, "owner_id");
    yield ["id", textOf(item, "id")];
    yield ["name", textOf(item, "name")];
    if (owner !== "") yield ["owner_id", owner];
    const username = usernameOf(included, owner);
    if (username !== "") yield ["owner_username", username];
    yield ["data", item];
    yield ["included", included];
    yield ["meta", meta];
  },
  examples: [
    {
      input: { credentials: twitterExample, list_id: "56" },
      answers: [
        {
          method: "GET",
          url: `https://api.twitter.com/2/lists/56?${exampleLists.query}`,
          body: { data: exampleLists.data[0] ?? null, includes: exampleLists.includes },
        },
      ],
      yields: {
        id: ["56"],
        name: ["Tea"],
        owner_id: ["34"],
        owner_username: ["eve"],
        data: exampleLists.data,
        included: [exampleLists.includes],
        meta: [{}],
      },
    },
  ],
});
