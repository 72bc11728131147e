import * as z from "zod";
import { block } from "../block.ts";
import { telegramExample } from "./api.ts";
import { captionPin, durationPin, filePin, replyPin, sendFile, sendPins, sentPins } from "./send-file.ts";

export const sendTelegramVoice = block({
  id: "7a0ef660-1a5b-4951-8642-c13a0c8d6d93",
  name: "SendTelegramVoiceBlock",
  description: "Sends a voice message to a chat of Telegram.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...sendPins(),
      voice: filePin("The voice message: Opus in OGG, MP3 or M4A"),
      caption: captionPin(),
      duration: durationPin(),
      reply_to_message_id: replyPin(),
    }),
  output: () => z.object(sentPins()),
  async *run({ credentials, voice: reference, ...given }, io) {
    const message = await sendFile(io, credentials, { kind: "voice", reference }, given);
    yield ["message_id", message];
    yield ["status", "Voice message sent"];
  },
  examples: [
    {
      input: { credentials: telegramExample, chat_id: 4711, voice: "workspace://1", caption: "Look" },
      files: { "workspace://1": "bytes" },
      answers: [
        {
          method: "POST",
          url: "https://api.telegram.org/bot{token}/sendVoice",
          body: { ok: true, result: { message_id: 12, date: 1764000000 } },
        },
      ],
      yields: { message_id: [12], status: ["Voice message sent"] },
    },
  ],
});
