import * as z from "zod";
import { block } from "../block.ts";
import { exampleMe, ownId, twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItems, itemsOutput, nextOutput, nextToken, pagePins, referred, textsOf } from "./items.ts";
import { exampleUsers, userFieldPins, userFieldQuery } from "./users.ts";

export const twitterGetMutedUsers = block({
  id: "475024da-a631-11ef-9ccd-f724b8b03cda",
  name: "TwitterGetMutedUsersBlock",
  description: "Lists whom you muted on X, by the page.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({ ...userFieldPins(), credentials: twitterCredentials("mute.read"), ...pagePins(1, 1000) }),
  output: () =>
    z.object({
      ids: z.array(z.string()).describe("Ids of the users"),
      usernames: z.array(z.string()).describe("User names of the users"),
      next_token: nextOutput(),
      ...itemsOutput("users"),
      includes: referred(),
    }),
  async *run({ credentials, max_results, pagination_token, ...fields }, io) {
    const client = twitter(io, credentials);
    const users = await askItems(client, `/users/${await ownId(client)}/muting`, {
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
