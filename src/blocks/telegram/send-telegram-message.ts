import * as z from "zod";
import { block } from "../block.ts";
import { advanced } from "../pins.ts";
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

export const sendTelegramMessage = block({
  id: "787678ad-1f47-4efc-89df-643f9908621a",
  name: "SendTelegramMessageBlock",
  description: "Says something in a chat of Telegram.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: telegramCredentials(),
      chat_id: chatPin(),
      text: z.string().describe("What to say, up to 4096 characters"),
      parse_mode: parseModePin(),
      reply_to_message_id: z.int().optional().meta(advanced("Id of the message to answer")),
      disable_notification: z.boolean().default(false).meta(advanced("Whether it comes without a sound")),
    }),
  output: () => z.object({ message_id: messageOut(), status: statusOut() }),
  async *run({ credentials, reply_to_message_id, ...message }, io) {
    const reply_parameters =
      reply_to_message_id === undefined ? undefined : { message_id: reply_to_message_id };
    const given = { ...message, reply_parameters };
    const { message_id } = await telegram(io, credentials, Message(), "sendMessage", given);
    yield ["message_id", message_id];
    yield ["status", "Message sent"];
  },
  examples: [
    {
      input: { credentials: telegramExample, chat_id: 42, text: "Hi", reply_to_message_id: 6 },
      answers: [
        {
          method: "POST",
          url: "https://api.telegram.org/bot{token}/sendMessage",
          requestBody: {
            chat_id: 42,
            text: "Hi",
            disable_notification: false,
            reply_parameters: { message_id: 6 },
          },
          body: { ok: true, result: { message_id: 7, date: 1 } },
        },
      ],
      yields: { message_id: [7], status: ["Message sent"] },
    },
    {
      input: { credentials: telegramExample, chat_id: 0, text: "Hi" },
      answers: [
        {
          method: "POST",
          url: "https://api.telegram.org/bot{token}/sendMessage",
          status: 400,
          body: { ok: false, error_code: 400, description: "Bad Request: chat not found" },
        },
      ],
      yields: { error: ["Telegram answered 400: Bad Request: chat not found"] },
    },
  ],
});
