import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { block } from "../block.ts";
import { advanced, anyDict } from "../pins.ts";
import { channelIdOf, discord, discordCredentials, discordExample, say, serverPin } from "./api.ts";

const text = (description: string) => z.string().default("").meta(advanced(description));

export const sendDiscordEmbed = block({
  id: "c76293f4-9ae8-454d-a029-0a3f8c5bc499",
  name: "SendDiscordEmbedBlock",
  description: "Shows a card with a title, text, pictures and fields in a channel of Discord.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: discordCredentials(),
      channel_identifier: z.string().describe("Id or name of the channel"),
      server_name: serverPin(),
      title: z.string().default("").describe("Its title"),
      description: z.string().default("").describe("Its text, in Markdown"),
      color: z.int().min(0).max(0xff_ff_ff).default(0x58_65_f2).meta(advanced("Its color, as a number")),
      thumbnail_url: text("Address of a small picture"),
      image_url: text("Address of a large picture"),
      author_name: text("Whose it is"),
      footer_text: text("A line at its foot"),
      fields: z
        .array(anyDict())
        .default([])
        .meta(advanced("Its fields: `name`, `value` and `inline` of each, up to 25")),
    }),
  output: () =>
    z.object({
      status: z.string().describe("What was done"),
      message_id: z.string().describe("Id of the message"),
    }),
  async *run({ credentials, channel_identifier, server_name, ...card }, io) {
    const client = discord(io, credentials);
    const channel = await channelIdOf(client, channel_identifier, server_name);
    const message = await say(io, client, channel, { embeds: [embedOf(card)] });
    yield ["status", "Embed sent"];
    yield ["message_id", message];
  },
  examples: [
    {
      input: {
        credentials: discordExample,
        channel_identifier: "381870553235193857",
        title: "Tea",
        thumbnail_url: "https://tea.example/a.png",
        footer_text: "warm",
        fields: [{ name: "Kind", value: "green", inline: true }],
      },
      answers: [
        {
          method: "POST",
          url: "https://discord.com/api/v10/channels/381870553235193857/messages",
          requestBody: {
            embeds: [
              {
                title: "Tea",
                color: 5_793_266,
                thumbnail: { url: "https://tea.example/a.png" },
                footer: { text: "warm" },
                fields: [{ name: "Kind", value: "green", inline: true }],
              },
            ],
            nonce: "e7d07462b90fcb884263409f1",
            enforce_nonce: true,
          },
          body: { id: "9", channel_id: "381870553235193857" },
        },
      ],
      yields: { status: ["Embed sent"], message_id: ["9"] },
    },
  ],
});

interface Card {
  title: string;
  description: string;
  color: number;
  thumbnail_url: string;
  image_url: string;
  author_name: string;
  footer_text: string;
  fields: JsonObject[];
}

const embedOf = (card: Card): JsonObject => ({
  ...(card.title !== "" && { title: card.title }),
  ...(card.description !== "" && { description: card.description }),
  color: card.color,
  ...(card.thumbnail_url !== "" && { thumbnail: { url: card.thumbnail_url } }),
  ...(card.image_url !== "" && { image: { url: card.image_url } }),
  ...(card.author_name !== "" && { author: { name: card.author_name } }),
  ...(card.footer_text !== "" && { footer: { text: card.footer_text } }),
  ...(card.fields.length > 0 && { fields: card.fields }),
});
