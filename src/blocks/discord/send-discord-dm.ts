import * as z from "zod";
import { block } from "../block.ts";
import { discord, discordCredentials, discordExample, say } from "./api.ts";

export const sendDiscordDm = block({
  id: "40d71a5a-e268-4060-9ee0-38ae6f225682",
  name: "SendDiscordDMBlock",
  description: "Says something to one person on Discord, who shares a server with the bot.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: discordCredentials(),
      user_id: z.string().describe("Id of the person"),
      message_content: z.string().describe("What to say, up to 2000 characters"),
    }),
  output: () =>
    z.object({
      status: z.string().describe("What was done"),
      message_id: z.string().describe("Id of the message"),
    }),
  async *run({ credentials, user_id, message_content }, io) {
    const client = discord(io, credentials);
    const channel = await client.ask(z.object({ id: z.string() }), "/users/@me/channels", {
      method: "POST",
      body: { recipient_id: user_id },
    });
    const message = await say(io, client, channel.id, { content: message_content });
    yield ["status", "DM sent"];
    yield ["message_id", message];
  },
  examples: [
    {
      input: { credentials: discordExample, user_id: "80351110224678912", message_content: "Hi" },
      answers: [
        {
          method: "POST",
          url: "https://discord.com/api/v10/users/@me/channels",
          requestBody: { recipient_id: "80351110224678912" },
          body: { id: "319674150115610528", type: 1 },
        },
        {
          method: "POST",
          url: "https://discord.com/api/v10/channels/319674150115610528/messages",
          requestBody: { content: "Hi", nonce: "e7d07462b90fcb884263409f1", enforce_nonce: true },
          body: { id: "9", channel_id: "319674150115610528" },
        },
      ],
      yields: { status: ["DM sent"], message_id: ["9"] },
    },
    {
      input: { credentials: discordExample, user_id: "1", message_content: "Hi" },
      answers: [
        {
          method: "POST",
          url: "https://discord.com/api/v10/users/@me/channels",
          status: 400,
          body: {
            message: "Invalid Form Body",
            code: 50_035,
            errors: { recipient_id: { _errors: [{ code: "NOT_FOUND", message: "There is no such user." }] } },
          },
        },
      ],
      yields: { error: ["Discord answered 400: Invalid Form Body: There is no such user."] },
    },
  ],
});
