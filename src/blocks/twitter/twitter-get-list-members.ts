import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { itemsOutput, nextOutput, nextToken, pagePins, referred, textsOf } from "./items.ts";
import { askUsers, exampleUsers, userFieldPins } from "./users.ts";

export const twitterGetListMembers = block({
  id: "4dba046e-a62f-11ef-b69a-87240c84b4c7",
  name: "TwitterGetListMembersBlock",
  description: "Lists who is on a list on X, by the page.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...userFieldPins(),
      credentials: twitterCredentials("list.read"),
      list_id: z.string().describe("Id of the list"),
      ...pagePins(1, 100),
    }),
  output: () =>
    z.object({
      ids: z.array(z.string()).describe("Ids of the users"),
      usernames: z.array(z.string()).describe("User names of the users"),
      next_token: nextOutput(),
      ...itemsOutput("users"),
      included: referred(),
    }),
  async *run({ credentials, list_id, ...pins }, io) {
    const client = twitter(io, credentials);
    const users = await askUsers(client, `/lists/${encodeURIComponent(list_id)}/members`, pins);
    yield ["ids", textsOf(users, "id")];
    yield ["usernames", textsOf(users, "username")];
    const next = nextToken(users);
    if (next !== "") yield ["next_token", next];
    yield ["data", users.data];
    yield ["included", users.included];
    yield ["meta", users.meta];
  },
  examples: [
    {
      input: { credentials: twitterExample, list_id: "12", user_fields: { verified: true } },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/lists/12/members?user.fields=verified&max_results=10",
          body: exampleUsers,
        },
      ],
      yields: {
        ids: [["34"]],
        usernames: [["eve"]],
        next_token: ["b2"],
        data: [exampleUsers.data],
        included: [{}],
        meta: [exampleUsers.meta],
      },
    },
  ],
});
