import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";
import { nextOutput, nextToken, pagePins, referred, textsOf } from "./items.ts";
import { askUsers, exampleUsers, userFieldPins } from "./users.ts";

export const twitterGetBlockedUsers = block({
  id: "05f409e8-a631-11ef-ae89-93de863ee30d",
  name: "TwitterGetBlockedUsersBlock",
  description: "Lists whom you blocked on X, by the page.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({ ...userFieldPins(), credentials: twitterCredentials("block.read"), ...pagePins(1, 1000) }),
  output: () =>
    z.object({
      user_ids: z.array(z.string()).describe("Ids of the users"),
      usernames_: z.array(z.string()).describe("User names of the users"),
      next_token: nextOutput(),
      meta: anyDict().describe("What X tells of the answer as a whole"),
      included: referred(),
    }),
  async *run({ credentials, ...pins }, io) {
    const client = twitter(io, credentials);
    const users = await askUsers(client, `/users/${await ownId(client)}/blocking`, pins);
    yield ["user_ids", textsOf(users, "id")];
    yield ["usernames_", textsOf(users, "username")];
    const next = nextToken(users);
    if (next !== "") yield ["next_token", next];
    yield ["included", users.included];
    yield ["meta", users.meta];
  },
  examples: [
    {
      input: { credentials: twitterExample, user_fields: { verified: true } },
      answers: [
        exampleMe,
        {
          method: "GET",
          url: "https://api.twitter.com/2/users/7/blocking?user.fields=verified&max_results=10",
          body: exampleUsers,
        },
      ],
      yields: {
        user_ids: [["34"]],
        usernames_: [["eve"]],
        next_token: ["b2"],
        included: [{}],
        meta: [exampleUsers.meta],
      },
    },
  ],
});
