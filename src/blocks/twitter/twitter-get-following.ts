import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItems, itemsOutput, nextOutput, nextToken, pagePins, referred, textsOf } from "./items.ts";
import { exampleUsers, userFieldPins, userFieldQuery } from "./users.ts";

export const twitterGetFollowing = block({
  id: "264a399c-a631-11ef-a97d-bfde4ca91173",
  name: "TwitterGetFollowingBlock",
  description: "Lists whom somebody follows on X, by the page.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...userFieldPins(),
      credentials: twitterCredentials("follows.read"),
      target_user_id: z.string().describe("Id of the user"),
      ...pagePins(1, 1000),
    }),
  output: () =>
    z.object({
      ids: z.array(z.string()).describe("Ids of the users"),
      usernames: z.array(z.string()).describe("User names of the users"),
      next_token: nextOutput(),
      ...itemsOutput("users"),
      includes: referred(),
    }),
  async *run({ credentials, target_user_id, max_results, pagination_token, ...fields }, io) {
    const client = twitter(io, credentials);
    const users = await askItems(client, `/users/${encodeURIComponent(target_user_id)}/following`, {
      ...userFieldQuery(fields),
      max_results,
      pagination_token,
    });
    yield ["ids", textsOf(users, "id")];
    yield ["usernames", textsOf(users, "username")];
    const next = nextToken(users);
    if (next !== "") yield ["next_token", next];
    yield ["data", users.data];
    yield ["includes", users.included];
    yield ["meta", users.meta];
  },
  examples: [
    {
      input: { credentials: twitterExample, target_user_id: "12", user_fields: { verified: true } },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/users/12/following?user.fields=verified&max_results=10",
          body: exampleUsers,
        },
      ],
      yields: {
        ids: [["34"]],
        usernames: [["eve"]],
        next_token: ["b2"],
        data: [exampleUsers.data],
        includes: [{}],
        meta: [exampleUsers.meta],
      },
    },
  ],
});
