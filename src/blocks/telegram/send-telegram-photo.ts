import * as z from "zod";
import { block } from "../block.ts";
import { parseModePin, telegramExample } from "./api.ts";
import { captionPin, filePin, replyPin, sendFile, sendPins, sentPins } from "./send-file.ts";

export const sendTelegramPhoto = block({
  id: "ceb9fd95-fd95-49ff-b57b-278957255716",
  name: "SendTelegramPhotoBlock",
  description: "Sends a photo to a chat of Telegram.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      ...sendPins(),
      photo: filePin("The photo, up to 10 MB"),
      caption: captionPin(),
      parse_mode: parseModePin(),
      reply_to_message_id: replyPin(),
    }),
  output: () => z.object(sentPins()),
  async *run({ credentials, photo: reference, ...given }, io) {
    const message = await sendFile(io, credentials, { kind: "photo", reference }, given);
    yield ["message_id", message];
    yield ["status", "Photo sent"];
  },
  examples: [
    {
      input: { credentials: telegramExample, chat_id: 4711, photo: "workspace://1", caption: "Look" },
      files: { "workspace://1": "bytes" },
      answers: [
        {
          method: "POST",
          url: "https://api.telegram.org/bot{token}/sendPhoto",
          body: { ok: true, result: { message_id: 12, date: 1764000000 } },
        },
      ],
      yields: { message_id: [12], status: ["Photo sent"] },
    },
  ],
});
