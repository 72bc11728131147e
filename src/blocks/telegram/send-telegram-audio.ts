import * as z from "zod";
import { block } from "../block.ts";
import { advanced } from "../pins.ts";
import { telegramExample } from "./api.ts";
import { captionPin, durationPin, filePin, replyPin, sendFile, sendPins, sentPins } from "./send-file.ts";

export const sendTelegramAudio = block({
  id: "9044829a-7915-4ab4-a50f-89922ba3679f",
  name: "SendTelegramAudioBlock",
  description: "Sends a piece of music to a chat of Telegram.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...sendPins(),
      audio: filePin("The music: MP3 or M4A"),
      caption: captionPin(),
      title: z.string().default("").meta(advanced("Its title")),
      performer: z.string().default("").meta(advanced("Who plays it")),
      duration: durationPin(),
      reply_to_message_id: replyPin(),
    }),
  output: () => z.object(sentPins()),
  async *run({ credentials, audio: reference, ...given }, io) {
    const message = await sendFile(io, credentials, { kind: "audio", reference }, given);
    yield ["message_id", message];
    yield ["status", "Audio sent"];
  },
  examples: [
    {
      input: { credentials: telegramExample, chat_id: 4711, audio: "workspace://1", caption: "Look" },
      files: { "workspace://1": "bytes" },
      answers: [
        {
          method: "POST",
          url: "https://api.telegram.org/bot{token}/sendAudio",
          body: { ok: true, result: { message_id: 12, date: 1764000000 } },
        },
      ],
      yields: { message_id: [12], status: ["Audio sent"] },
    },
  ],
});
