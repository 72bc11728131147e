import * as z from "zod";
import { block } from "../block.ts";
import { discord, discordCredentials, discordExample, say } from "./api.ts";

export const replyToDiscordMessage = block({
  id: "7226cb99-6e7b-4672-b6b2-acec95336eec",
  name: "ReplyToDiscordMessageBlock",
  description: "Answers a message in a channel of Discord.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: discordCredentials(),
      channel_id: z.string().describe("Id of the channel"),
      message_id: z.string().describe("Id of the message"),
      reply_content: z.string().describe("What to say, up to 2000 characters"),
      mention_author: z.boolean().default(true).describe("Whether who wrote it is told"),
    }),
  output: () =>
    z.object({
      status: z.string().describe("What was done"),
      reply_id: z.string().describe("Id of the answer"),
    }),
  async *run({ credentials, channel_id, message_id, reply_content, mention_author }, io) {
    const reply = await say(io, discord(io, credentials), channel_id, {
      content: reply_content,
      message_reference: { message_id },
      allowed_mentions: { parse: ["users"], replied_user: mention_author },
    });
    yield ["status", "Reply sent"];
    yield ["reply_id", reply];
  },
  examples: [
    {
      input: { credentials: discordExample, channel_id: "2", message_id: "3", reply_content: "Yes" },
      answers: [
        {
          method: "POST",
          url: "https://discord.com/api/v10/channels/2/messages",
          requestBody: {
            content: "Yes",
            message_reference: { message_id: "3" },
            allowed_mentions: { parse: ["users"], replied_user: true },
            nonce: "e7d07462b90fcb884263409f1",
            enforce_nonce: true,
          },
          body: { id: "4", channel_id: "2" },
        },
      ],
      yields: { status: ["Reply sent"], reply_id: ["4"] },
    },
  ],
});
