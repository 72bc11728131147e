import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItem, referred, textOf } from "./items.ts";
import { exampleSpace, hostsOf, spaceFieldPins, spaceFieldQuery } from "./spaces.ts";

export const twitterGetSpaceById = block({
  id: "c79700de-a62f-11ef-ab20-fb32bf9d5a9d",
  name: "TwitterGetSpaceByIdBlock",
  description: "Tells what a Space on X is.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...spaceFieldPins(),
      credentials: twitterCredentials("space.read"),
      space_id: z.string().describe("Id of the Space"),
    }),
  output: () =>
    z.object({
      id: z.string().describe("Id of the Space"),
      title: z.string().describe("What it is about"),
      host_ids: z.array(z.string()).describe("Ids of its hosts"),
      data: anyDict().describe("The Space, as X tells it"),
      includes: referred(),
    }),
  async *run({ credentials, space_id, ...fields }, io) {
    const path = `/spaces/${encodeURIComponent(space_id)}`;
    const { item, included } = await askItem(twitter(io, credentials), path, spaceFieldQuery(fields));
    yield ["id", textOf(item, "id")];
    yield ["title", textOf(item, "title")];
    yield ["host_ids", hostsOf(item)];
    yield ["data", item];
    yield ["includes", included];
  },
  examples: [
    {
      input: { credentials: twitterExample, space_id: "1Sp" },
      answers: [
        {
          method: "GET",
          url: `https://api.twitter.com/2/spaces/1Sp?${exampleSpace.query}`,
          body: { data: exampleSpace.data },
        },
      ],
      yields: {
        id: ["1Sp"],
        title: ["Tea"],
        host_ids: [["34"]],
        data: [exampleSpace.data],
        includes: [{}],
      },
    },
  ],
});
