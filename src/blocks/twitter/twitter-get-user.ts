import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { twitter, twitterCredentials, twitterExample } from "./api.ts";
import { askItem, referred, textOf } from "./items.ts";
import { userFieldPins, userFieldQuery } from "./users.ts";

const Identifier = () =>
  z.union([
    z.object({ discriminator: z.literal("user_id").optional(), user_id: z.string().min(1) }),
    z.object({ discriminator: z.literal("username").optional(), username: z.string().min(1) }),
  ]);

export const twitterGetUser = block({
  id: "5446db8e-a631-11ef-812a-cf315d373ee9",
  name: "TwitterGetUserBlock",
  description: "Tells who somebody on X is.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...userFieldPins(),
      credentials: twitterCredentials(),
      identifier: Identifier().describe("The user: a user_id, or a username"),
    }),
  output: () =>
    z.object({
      id: z.string().describe("Id of the user"),
      username_: z.string().describe("User name"),
      name_: z.string().describe("Name"),
      data: anyDict().describe("The user, as X tells them"),
      included: referred(),
    }),
  async *run({ credentials, identifier, ...fields }, io) {
    const path =
      "user_id" in identifier
        ? `/users/${encodeURIComponent(identifier.user_id)}`
        : `/users/by/username/${encodeURIComponent(identifier.username.replace(/^@/, ""))}`;
    const { item, included } = await askItem(twitter(io, credentials), path, userFieldQuery(fields));
    yield ["id", textOf(item, "id")];
    yield ["username_", textOf(item, "username")];
    yield ["name_", textOf(item, "name")];
    yield ["data", item];
    yield ["included", included];
  },
  examples: [
    {
      input: { credentials: twitterExample, identifier: { discriminator: "username", username: "@eve" } },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/users/by/username/eve",
          body: { data: { id: "34", name: "Eve", username: "eve" } },
        },
      ],
      yields: {
        id: ["34"],
        username_: ["eve"],
        name_: ["Eve"],
        data: [{ id: "34", name: "Eve", username: "eve" }],
        included: [{}],
      },
    },
    {
      input: { credentials: twitterExample, identifier: { discriminator: "user_id", user_id: "35" } },
      answers: [
        {
          method: "GET",
          url: "https://api.twitter.com/2/users/35",
          body: { errors: [{ title: "Not Found Error", detail: "Could not find user with id: [35]." }] },
        },
      ],
      yields: { error: ["X: Could not find user with id: [35]."] },
    },
  ],
});
