import * as z from "zod";
import { block } from "../block.ts";
import { chatPin, statusOut, telegram, telegramCredentials, telegramExample } from "./api.ts";

export const deleteTelegramMessage = block({
  id: "bb4fd91a-883e-4d29-9879-b06c4bb79d30",
  name: "DeleteTelegramMessageBlock",
  description: "Deletes a message in a chat of Telegram.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: telegramCredentials(),
      chat_id: chatPin(),
      message_id: z.int().describe("Id of the message"),
    }),
  output: () => z.object({ status: statusOut() }),
  async *run({ credentials, ...message }, io) {
    await telegram(io, credentials, z.boolean(), "deleteMessage", message);
    yield ["status", "Message deleted"];
  },
  examples: [
    {
      input: { credentials: telegramExample, chat_id: 42, message_id: 7 },
      answers: [
        {
          method: "POST",
          url: "https://api.telegram.org/bot{token}/deleteMessage",
          requestBody: { chat_id: 42, message_id: 7 },
          body: { ok: true, result: true },
        },
      ],
      yields: { status: ["Message deleted"] },
    },
  ],
});
