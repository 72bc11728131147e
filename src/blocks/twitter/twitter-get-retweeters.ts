import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { itemsOutput, nextOutput, nextToken, pagePins, referred, textsOf } from "./items.ts";
import { askUsers, exampleUsers, userFieldPins } from "./users.ts";

export const twitterGetRetweeters = block({
  id: "ad7aa6fa-a630-11ef-a6b0-e7ca640aa030",
  name: "TwitterGetRetweetersBlock",
  description: "Lists who reposted a post on X, by the page.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...userFieldPins(),
      credentials: twitterCredentials(),
      tweet_id: z.string().describe("Id of the post"),
      ...pagePins(1, 100),
      pagination_token: z.string().default("").describe("`next_token` of the page before"),
    }),
  output: () =>
    z.object({
      ids: z.array(z.string()).describe("Ids of the users"),
      usernames: z.array(z.string()).describe("User names of the users"),
      names: z.array(z.string()).describe("Names of the users"),
      next_token: nextOutput(),
      ...itemsOutput("users"),
      included: referred(),
    }),
  async *run({ credentials, tweet_id, ...pins }, io) {
    const client = twitter(io, credentials);
    const users = await askUsers(client, `/tweets/${encodeURIComponent(tweet_id)}/retweeted_by`, pins);
    yield ["ids", textsOf(users, "id")];
    yield ["usernames", textsOf(users, "username")];
    yield ["names", textsOf(users, "name")];
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
          url: "https://api.twitter.com/2/tweets/12/retweeted_by?user.fields=verified&max_results=10",
          body: exampleUsers,
        },
      ],
      yields: {
        ids: [["34"]],
        usernames: [["eve"]],
        names: [["Eve"]],
        next_token: ["b2"],
        data: [exampleUsers.data],
        included: [{}],
        meta: [exampleUsers.meta],
      },
    },
  ],
});
