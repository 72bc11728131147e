import * as z from "zod";
import { block } from "../block.ts";
import { parseModePin, telegramExample } from "./api.ts";
import { captionPin, filePin, replyPin, sendFile, sendPins, sentPins } from "./send-file.ts";

export const sendTelegramDocument = block({
  id: "554f4bad-4c99-48ba-9d1c-75840b71c5ad",
  name: "SendTelegramDocumentBlock",
  description: "Sends a file of any kind to a chat of Telegram.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...sendPins(),
      document: filePin("The file"),
      filename: z.string().default("").describe("The name that it is to have"),
      caption: captionPin(),
      parse_mode: parseModePin(),
      reply_to_message_id: replyPin(),
    }),
  output: () => z.object(sentPins()),
  async *run({ credentials, document: reference, filename, ...given }, io) {
    const message = await sendFile(io, credentials, { kind: "document", reference, filename }, given);
    yield ["message_id", message];
    yield ["status", "Document sent"];
  },
  examples: [
    {
      input: { credentials: telegramExample, chat_id: 4711, document: "workspace://1", caption: "Look" },
      files: { "workspace://1": "bytes" },
      answers: [
        {
          method: "POST",
          url: "https://api.telegram.org/bot{token}/sendDocument",
          body: { ok: true, result: { message_id: 12, date: 1764000000 } },
        },
      ],
      yields: { message_id: [12], status: ["Document sent"] },
    },
  ],
});
