import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItems, itemsOutput, referred, textsOf } from "./items.ts";
import { exampleUsers, userFieldPins, userFieldQuery } from "./users.ts";

export const twitterGetSpaceBuyers = block({
  id: "c1c121a8-a62f-11ef-8b0e-d7b85f96a46f",
  name: "TwitterGetSpaceBuyersBlock",
  description: "Lists who bought a ticket for a Space on X.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...userFieldPins(),
      credentials: twitterCredentials("space.read"),
      space_id: z.string().describe("Id of the Space"),
    }),
  output: () =>
    z.object({
      buyer_ids: z.array(z.string()).describe("Ids of the users"),
      usernames: z.array(z.string()).describe("User names of the users"),
      data: itemsOutput("users").data,
      includes: referred(),
    }),
  async *run({ credentials, space_id, ...fields }, io) {
    const client = twitter(io, credentials);
    const users = await askItems(client, `/spaces/${encodeURIComponent(space_id)}/buyers`, {
      ...userFieldQuery(fields),
    });
    yield ["buyer_ids", textsOf(users, "id")];
    yield ["usernames", textsOf(users, "username")];
    yield ["data", users.data];
    yield ["includes", users.included];
  },
  examples: [
    {
      input: { credentials: twitterExample, space_id: "12", user_fields: { verified: true } },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/spaces/12/buyers?user.fields=verified",
          body: exampleUsers,
        },
      ],
      yields: { buyer_ids: [["34"]], usernames: [["eve"]], data: [exampleUsers.data], includes: [{}] },
    },
  ],
});
