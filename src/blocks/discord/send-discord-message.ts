import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { channelIdOf, discord, discordCredentials, discordExample, say, serverPin } from "./api.ts";

/** Discord takes no longer messages. */
const LONGEST = 2000;

export const sendDiscordMessage = block({
  id: "d0822ab5-9f8a-44a3-8971-531dd0178b6b",
  name: "SendDiscordMessageBlock",
  description: "Says something in a channel of Discord; a long text takes several messages.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: discordCredentials(),
      message_content: z.string().describe("What to say"),
      channel_name: z.string().describe("Name or id of the channel"),
      server_name: serverPin(),
    }),
  output: () =>
    z.object({
      status: z.string().describe("What was done"),
      message_id: z.string().describe("Id of the last message"),
      channel_id: z.string().describe("Id of the channel"),
    }),
  async *run({ credentials, message_content, channel_name, server_name }, io) {
    if (message_content === "") throw new BlockError("There is nothing to say");
    const client = discord(io, credentials);
    const channel = await channelIdOf(client, channel_name, server_name);
    let last = "";
    for (const [part, content] of partsOf(message_content).entries()) {
      last = await say(io, client, channel, { content, part });
    }
    yield ["status", "Message sent"];
    yield ["message_id", last];
    yield ["channel_id", channel];
  },
  examples: [
    {
      input: { credentials: discordExample, message_content: "Hi", channel_name: "general" },
      answers: [
        {
          method: "GET",
          url: "https://discord.com/api/v10/users/@me/guilds",
          body: [{ id: "1", name: "Tea" }],
        },
        {
          method: "GET",
          url: "https://discord.com/api/v10/guilds/1/channels",
          body: [{ id: "2", name: "general", type: 0 }],
        },
        {
          method: "POST",
          url: "https://discord.com/api/v10/channels/2/messages",
          requestBody: { content: "Hi", nonce: "e7d07462b90fcb884263409f1", enforce_nonce: true },
          body: { id: "3", channel_id: "2" },
        },
      ],
      yields: { status: ["Message sent"], message_id: ["3"], channel_id: ["2"] },
    },
    {
      input: { credentials: discordExample, message_content: "Hi", channel_name: "x", server_name: "Tea" },
      answers: [{ method: "GET", url: "https://discord.com/api/v10/users/@me/guilds", body: [] }],
      yields: { error: ['The bot sees no channel "x" on "Tea"'] },
    },
  ],
});

/** Cut between characters, not inside of one. */
const partsOf = (text: string): string[] => text.match(new RegExp(`[^]{1,${LONGEST}}`, "gu")) ?? [];
