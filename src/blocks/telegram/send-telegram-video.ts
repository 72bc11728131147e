import * as z from "zod";
import { block } from "../block.ts";
import { parseModePin, telegramExample } from "./api.ts";
import { captionPin, durationPin, filePin, replyPin, sendFile, sendPins, sentPins } from "./send-file.ts";

export const sendTelegramVideo = block({
  id: "cda075af-3f31-47b0-baa9-0050b3bd78bd",
  name: "SendTelegramVideoBlock",
  description: "Sends a video to a chat of Telegram.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...sendPins(),
      video: filePin("The video: MPEG-4"),
      caption: captionPin(),
      parse_mode: parseModePin(),
      duration: durationPin(),
      reply_to_message_id: replyPin(),
    }),
  output: () => z.object(sentPins()),
  async *run({ credentials, video: reference, ...given }, io) {
    const message = await sendFile(io, credentials, { kind: "video", reference }, given);
    yield ["message_id", message];
    yield ["status", "Video sent"];
  },
  examples: [
    {
      input: { credentials: telegramExample, chat_id: 4711, video: "workspace://1", caption: "Look" },
      files: { "workspace://1": "bytes" },
      answers: [
        {
          method: "POST",
          url: "https://api.telegram.org/bot{token}/sendVideo",
          body: { ok: true, result: { message_id: 12, date: 1764000000 } },
        },
      ],
      yields: { message_id: [12], status: ["Video sent"] },
    },
  ],
});
