import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { discord, discordCredentials, discordExample } from "./api.ts";

export const discordUserInfo = block({
  id: "9aeed32a-6ebf-49b8-a0a3-e2e509d86120",
  name: "DiscordUserInfoBlock",
  description: "Tells who a person on Discord is.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: discordCredentials(),
      user_id: z.string().describe("Id of the person"),
    }),
  output: () =>
    z.object({
      user_id: z.string().describe("Id of the person"),
      username: z.string().describe("The name that no other has"),
      display_name: z.string().describe("The name that is shown"),
      discriminator: z.string().describe("Four digits after older names; 0 of newer ones"),
      avatar_url: z.string().describe("Address of the picture; empty without one"),
      is_bot: z.boolean().describe("Whether it is a program"),
      created_at: z.string().describe("When the account was made"),
    }),
  async *run({ credentials, user_id }, io) {
    if (!/^\d+$/.test(user_id)) throw new BlockError(`"${user_id}" is no id of a person on Discord`);
    const User = z.object({
      id: z.string().regex(/^\d+$/),
      username: z.string(),
      discriminator: z.string().default("0"),
      global_name: z.string().nullish(),
      avatar: z.string().nullish(),
      bot: z.boolean().default(false),
    });
    const user = await discord(io, credentials).ask(User, `/users/${user_id}`);
    yield ["user_id", user.id];
    yield ["username", user.username];
    yield ["display_name", user.global_name ?? user.username];
    yield ["discriminator", user.discriminator];
    yield ["avatar_url", avatarOf(user.id, user.avatar ?? "")];
    yield ["is_bot", user.bot];
    yield ["created_at", madeAt(user.id)];
  },
  examples: [
    {
      input: { credentials: discordExample, user_id: "80351110224678912" },
      answers: [
        {
          method: "GET",
          url: "https://discord.com/api/v10/users/80351110224678912",
          body: {
            id: "80351110224678912",
            username: "eve",
            discriminator: "0",
            global_name: "Eve",
            avatar: "8342729096ea3675442027381ff50dfe",
          },
        },
      ],
      yields: {
        user_id: ["80351110224678912"],
        username: ["eve"],
        display_name: ["Eve"],
        discriminator: ["0"],
        avatar_url: [
          "https://cdn.discordapp.com/avatars/80351110224678912/8342729096ea3675442027381ff50dfe.png",
        ],
        is_bot: [false],
        created_at: ["2015-08-10T17:26:37.529Z"],
      },
    },
    {
      input: { credentials: discordExample, user_id: "eve" },
      yields: { error: ['"eve" is no id of a person on Discord'] },
    },
  ],
});

/** The hash of a picture that moves begins with a_. */
function avatarOf(id: string, hash: string): string {
  if (hash === "") return "";
  return `https://cdn.discordapp.com/avatars/${id}/${hash}.${hash.startsWith("a_") ? "gif" : "png"}`;
}

/** Ids are snowflakes: their first 42 bits are milliseconds since 2015. */
const madeAt = (id: string): string =>
  new Date(Number(BigInt(id) >> 22n) + Date.UTC(2015, 0, 1)).toISOString();
