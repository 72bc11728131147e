import * as z from "zod";
import { block } from "../block.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItems, itemsOutput, referred, textsOf } from "./items.ts";
import { exampleUsers, userFieldPins, userFieldQuery } from "./users.ts";

const Identifier = () => {
  const names = z.array(z.string().min(1)).min(1).max(100);
  return z.union([
    z.object({ discriminator: z.literal("user_id_list").optional(), user_ids: names }),
    z.object({ discriminator: z.literal("username_list").optional(), usernames: names }),
  ]);
};

export const twitterGetUsers = block({
  id: "5abc857c-a631-11ef-8cfc-f7b79354f7a1",
  name: "TwitterGetUsersBlock",
  description: "Tells who several people on X are.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...userFieldPins(),
      credentials: twitterCredentials(),
      identifier: Identifier().describe("The users: user_ids, or usernames, up to 100"),
    }),
  output: () =>
    z.object({
      ids: z.array(z.string()).describe("Ids of the users"),
      usernames_: z.array(z.string()).describe("User names of the users"),
      names_: z.array(z.string()).describe("Names of the users"),
      data: itemsOutput("users").data,
      included: referred(),
    }),
  async *run({ credentials, identifier, ...fields }, io) {
    const [path, names] =
      "user_ids" in identifier
        ? ["/users", { ids: identifier.user_ids.join(",") }]
        : ["/users/by", { usernames: identifier.usernames.map((name) => name.replace(/^@/, "")).join(",") }];
    const users = await askItems(twitter(io, credentials), path, { ...names, ...userFieldQuery(fields) });
    yield ["ids", textsOf(users, "id")];
    yield ["usernames_", textsOf(users, "username")];
    yield ["names_", textsOf(users, "name")];
    yield ["data", users.data];
    yield ["included", users.included];
  },
  examples: [
    {
      input: { credentials: twitterExample, identifier: { user_ids: ["34"] } },
      answers: [{ method: "GET", url: "https://api.twitter.com/2/users?ids=34", body: exampleUsers }],
      yields: {
        ids: [["34"]],
        usernames_: [["eve"]],
        names_: [["Eve"]],
        data: [exampleUsers.data],
        included: [{}],
      },
    },
    {
      input: {
        credentials: twitterExample,
        identifier: { discriminator: "username_list", usernames: ["@eve", "bob"] },
      },
      answers: [
        { method: "GET", url: "https://api.twitter.com/2/users/by?usernames=eve%2Cbob", body: exampleUsers },
      ],
      yields: {
        ids: [["34"]],
        usernames_: [["eve"]],
        names_: [["Eve"]],
        data: [exampleUsers.data],
        included: [{}],
      },
    },
  ],
});
