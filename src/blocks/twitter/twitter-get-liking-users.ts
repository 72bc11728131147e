import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { itemsOutput, nextOutput, nextToken, pagePins, referred, textsOf } from "./items.ts";
import { askUsers, exampleUsers, userFieldPins } from "./users.ts";

export const twitterGetLikingUsers = block({
  id: "34275000-a630-11ef-b01e-5f00d9077c08",
  name: "TwitterGetLikingUsersBlock",
  description: "Lists who likes a post on X, by the page.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...userFieldPins(),
      credentials: twitterCredentials("like.read"),
      tweet_id: z.string().describe("Id of the post"),
      ...pagePins(1, 100),
    }),
  output: () =>
    z.object({
      id: z.array(z.string()).describe("Ids of the users"),
      username: z.array(z.string()).describe("User names of the users"),
      next_token: nextOutput(),
      ...itemsOutput("users"),
      included: referred(),
    }),
  async *run({ credentials, tweet_id, ...pins }, io) {
    const client = twitter(io, credentials);
    const users = await askUsers(client, `/tweets/${encodeURIComponent(tweet_id)}/liking_users`, pins);
    yield ["id", textsOf(users, "id")];
    yield ["username", textsOf(users, "username")];
    const next = nextToken(users);
    if (next !== "") yield ["next_token", next];
    yield ["data", users.data];
    yield ["included", users.included];
    yield ["meta", users.meta];
  },
  examples: [
    {
      input: { credentials: twitterExample, tweet_id: "12", user_fields: { verified: true } },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/tweets/12/liking_users?user.fields=verified&max_results=10",
          body: exampleUsers,
        },
      ],
      yields: {
        id: [["34"]],
        username: [["eve"]],
        next_token: ["b2"],
        data: [exampleUsers.data],
        included: [{}],
        meta: [exampleUsers.meta],
      },
    },
  ],
});
