import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItems, itemsOutput, referred, textsOf } from "./items.ts";
import { exampleSpace, spaceFieldPins, spaceFieldQuery } from "./spaces.ts";

const Identifier = () => {
  const ids = z.array(z.string().min(1)).min(1).max(100);
  return z.union([
    z.object({ discriminator: z.literal("space_list").optional(), space_ids: ids }),
    z.object({ discriminator: z.literal("user_list").optional(), user_ids: ids }),
  ]);
};

export const twitterGetSpaces = block({
  id: "d75bd7d8-a62f-11ef-b0d8-c7a9496f617f",
  name: "TwitterGetSpacesBlock",
  description: "Tells what several Spaces on X are.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...spaceFieldPins(),
      credentials: twitterCredentials("space.read"),
      identifier: Identifier().describe("The Spaces: space_ids, or the user_ids of who made them, up to 100"),
    }),
  output: () =>
    z.object({
      ids: z.array(z.string()).describe("Ids of the Spaces"),
      titles: z.array(z.string()).describe("What the Spaces are about"),
      data: itemsOutput("Spaces").data,
      includes: referred(),
    }),
  async *run({ credentials, identifier, ...fields }, io) {
    const [path, ids] =
      "space_ids" in identifier
        ? ["/spaces", { ids: identifier.space_ids.join(",") }]
        : ["/spaces/by/creator_ids", { user_ids: identifier.user_ids.join(",") }];
    const spaces = await askItems(twitter(io, credentials), path, { ...ids, ...spaceFieldQuery(fields) });
    yield ["ids", textsOf(spaces, "id")];
    yield ["titles", textsOf(spaces, "title")];
    yield ["data", spaces.data];
    yield ["includes", spaces.included];
  },
  examples: [
    {
      input: { credentials: twitterExample, identifier: { discriminator: "space_list", space_ids: ["1Sp"] } },
      answers: [
        {
          method: "GET",
          url: `https://api.twitter.com/2/spaces?ids=1Sp&${exampleSpace.query}`,
          body: { data: [exampleSpace.data] },
        },
      ],
      yields: { ids: [["1Sp"]], titles: [["Tea"]], data: [[exampleSpace.data]], includes: [{}] },
    },
    {
      input: { credentials: twitterExample, identifier: { discriminator: "user_list", user_ids: ["34"] } },
      answers: [
        {
          method: "GET",
          url: `https://api.twitter.com/2/spaces/by/creator_ids?user_ids=34&${exampleSpace.query}`,
          body: { meta: { result_count: 0 } },
        },
      ],
      yields: { ids: [[]], titles: [[]], data: [[]], includes: [{}] },
    },
  ],
});
