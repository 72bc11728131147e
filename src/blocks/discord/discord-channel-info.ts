import * as z from "zod";
import { block } from "../block.ts";
import { discord, discordCredentials, discordExample, findChannel, serverPin } from "./api.ts";

/** Channel types of the API, version 10. */
const TYPES: Record<number, string> = {
  0: "text",
  2: "voice",
  4: "category",
  5: "news",
  10: "news_thread",
  11: "public_thread",
  12: "private_thread",
  13: "stage_voice",
  15: "forum",
  16: "media",
};

export const discordChannelInfo = block({
  id: "592f815e-35c3-4fed-96cd-a69966b45c8f",
  name: "DiscordChannelInfoBlock",
  description: "Tells the id of a channel of Discord by its name, or its name by its id.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: discordCredentials(),
      channel_identifier: z.string().describe("Name or id of the channel"),
      server_name: serverPin(),
    }),
  output: () =>
    z.object({
      channel_id: z.string().describe("Id of the channel"),
      channel_name: z.string().describe("Its name"),
      server_id: z.string().describe("Id of its server"),
      server_name: z.string().describe("Name of its server"),
      channel_type: z.string().describe("What kind it is, such as text"),
    }),
  async *run({ credentials, channel_identifier, server_name }, io) {
    const found = await findChannel(discord(io, credentials), channel_identifier, server_name);
    yield ["channel_id", found.id];
    yield ["channel_name", found.name];
    yield ["server_id", found.guild.id];
    yield ["server_name", found.guild.name];
    yield ["channel_type", TYPES[found.type] ?? "unknown"];
  },
  examples: [
    {
      input: { credentials: discordExample, channel_identifier: "#general" },
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
      ],
      yields: {
        channel_id: ["2"],
        channel_name: ["general"],
        server_id: ["1"],
        server_name: ["Tea"],
        channel_type: ["text"],
      },
    },
  ],
});
