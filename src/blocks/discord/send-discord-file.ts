import * as z from "zod";
import { block } from "../block.ts";
import { channelIdOf, discord, discordCredentials, discordExample, say, serverPin } from "./api.ts";

export const sendDiscordFile = block({
  id: "b1628cf2-4622-49bf-80cf-10e55826e247",
  name: "SendDiscordFileBlock",
  description: "Sends a file to a channel of Discord.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: discordCredentials(),
      channel_identifier: z.string().describe("Id or name of the channel"),
      server_name: serverPin(),
      file: z.string().meta({ description: "The file, up to 10 MB", format: "file" }),
      filename: z.string().default("").describe("The name that it is to have"),
      message_content: z.string().default("").describe("What to say of it"),
    }),
  output: () =>
    z.object({
      status: z.string().describe("What was done"),
      message_id: z.string().describe("Id of the message"),
    }),
  async *run({ credentials, channel_identifier, server_name, file, filename, message_content }, io) {
    const { bytes, contentType, name } = await io.files.read(file);
    const client = discord(io, credentials);
    const channel = await channelIdOf(client, channel_identifier, server_name);
    const sent = new File([Uint8Array.from(bytes)], filename || name, { type: contentType });
    const message = await say(io, client, channel, { content: message_content, file: sent });
    yield ["status", "File sent"];
    yield ["message_id", message];
  },
  examples: [
    {
      input: { credentials: discordExample, channel_identifier: "#general", file: "workspace://a.txt" },
      files: { "workspace://a.txt": "tea" },
      answers: [
        {
          method: "GET",
          url: "https://discord.com/api/v10/users/@me/guilds",
          body: [{ id: "1", name: "Lovelace" }],
        },
        {
          method: "GET",
          url: "https://discord.com/api/v10/guilds/1/channels",
          body: [{ id: "3", name: "general", type: 0 }],
        },
        {
          method: "POST",
          url: "https://discord.com/api/v10/channels/3/messages",
          body: { id: "9", channel_id: "3" },
        },
      ],
      yields: { status: ["File sent"], message_id: ["9"] },
    },
  ],
});
