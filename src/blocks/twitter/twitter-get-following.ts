import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { pagePins } from "./items.ts";
import { askUsers, exampleUsers, userFieldPins, usersOutput, usersPins } from "./users.ts";

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
  output: () => z.object(usersOutput()),
  async *run({ credentials, target_user_id, ...pins }, io) {
    const client = twitter(io, credentials);
    const users = await askUsers(client, `/users/${encodeURIComponent(target_user_id)}/following`, pins);
    yield* usersPins(users);
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
