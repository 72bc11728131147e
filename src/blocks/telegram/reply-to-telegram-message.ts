import * as z from "zod";
import { block } from "../block.ts";
import {
  chatPin,
  Message,
  messageOut,
  parseModePin,
  statusOut,
  telegram,
  telegramCredentials,
  telegramExample,
} from "./api.ts";

export const replyToTelegramMessage = block({
  id: "c2b1c976-844f-4b6c-ab21-4973d2ceab15",
  name: "ReplyToTelegramMessageBlock",
  description: "Answers a message in a chat of Telegram.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: telegramCredentials(),
      chat_id: chatPin(),
      reply_to_message_id: z.int().describe("Id of the message to answer"),
      text: z.string().describe("What to say, up to 4096 characters"),
      parse_mode: parseModePin(),
    }),
  output: () => z.object({ message_id: messageOut(), status: statusOut() }),
  async *run({ credentials, reply_to_message_id, ...message }, io) {
    const given = { ...message, reply_parameters: { message_id: reply_to_message_id } };
    const { message_id } = await telegram(io, credentials, Message(), "sendMessage", given);
    yield ["message_id", message_id];
    yield ["status", "Reply sent"];
  },
  examples: [
    {
      input: {
        credentials: telegramExample,
        chat_id: 42,
        reply_to_message_id: 6,
        text: "Yes",
        parse_mode: "HTML",
      },
      answers: [
        {
          method: "POST",
          url: "https://api.telegram.org/bot{token}/sendMessage",
          requestBody: { chat_id: 42, text: "Yes", parse_mode: "HTML", reply_parameters: { message_id: 6 } },
          body: { ok: true, result: { message_id: 8 } },
        },
      ],
      yields: { message_id: [8], status: ["Reply sent"] },
    },
  ],
});
