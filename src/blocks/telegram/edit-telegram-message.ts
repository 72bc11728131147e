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

export const editTelegramMessage = block({
  id: "c55816a2-37af-4901-ba19-36edcf2acfc1",
  name: "EditTelegramMessageBlock",
  description: "Changes what a message of your bot says in a chat of Telegram.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: telegramCredentials(),
      chat_id: chatPin(),
      message_id: z.int().describe("Id of the message"),
      text: z.string().describe("What it is to say, up to 4096 characters"),
      parse_mode: parseModePin(),
    }),
  output: () => z.object({ message_id: messageOut(), status: statusOut() }),
  async *run({ credentials, ...message }, io) {
    const { message_id } = await telegram(io, credentials, Message(), "editMessageText", message);
    yield ["message_id", message_id];
    yield ["status", "Message edited"];
  },
  examples: [
    {
      input: { credentials: telegramExample, chat_id: 42, message_id: 7, text: "Ho" },
      answers: [
        {
          method: "POST",
          url: "https://api.telegram.org/bot{token}/editMessageText",
          requestBody: { chat_id: 42, message_id: 7, text: "Ho" },
          body: { ok: true, result: { message_id: 7 } },
        },
      ],
      yields: { message_id: [7], status: ["Message edited"] },
    },
  ],
});
