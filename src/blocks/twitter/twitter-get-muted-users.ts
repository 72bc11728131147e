import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";
import { pagePins } from "./items.ts";
import { askUsers, exampleUsers, userFieldPins, usersOutput, usersPins } from "./users.ts";

export const twitterGetMutedUsers = block({
  id: "475024da-a631-11ef-9ccd-f724b8b03cda",
  name: "TwitterGetMutedUsersBlock",
  description: "Lists whom you muted on X, by the page.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({ ...userFieldPins(), credentials: twitterCredentials("mute.read"), ...pagePins(1, 1000) }),
  output: () => z.object(usersOutput()),
  async *run({ credentials, ...pins }, io) {
    const client = twitter(io, credentials);
    const users = await askUsers(client, `/users/${await ownId(client)}/muting`, pins);
    yield* usersPins(users);
  },
  examples: [
    {
      input: { credentials: twitterExample, user_fields: { verified: true } },
      answers: [
        exampleMe,
        {
          method: "GET",
          url: "https://api.twitter.com/2/users/7/muting?user.fields=verified&max_results=10",
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
