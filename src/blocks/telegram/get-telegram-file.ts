import * as z from "zod";
import { apiClient } from "../api.ts";
import { BlockError, block } from "../block.ts";
import { statusOut, TELEGRAM_FILES, telegram, telegramCredentials, telegramExample } from "./api.ts";

export const getTelegramFile = block({
  id: "b600aaf2-6272-40c6-b973-c3984747c5bd",
  name: "GetTelegramFileBlock",
  description: "Keeps a file that was sent to your bot in the workspace; Telegram gives at most 20 MB.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: telegramCredentials(),
      file_id: z.string().describe("Id of the file, as a message has it"),
    }),
  output: () =>
    z.object({
      file: z.string().meta({ description: "A workspace reference to the file", format: "file" }),
      status: statusOut(),
    }),
  async *run({ credentials, file_id }, io) {
    const Place = z.object({ file_path: z.string().optional() });
    const { file_path } = await telegram(io, credentials, Place, "getFile", { file_id });
    if (file_path === undefined) throw new BlockError("Telegram does not give this file to bots");
    const path = file_path.split("/").map(encodeURIComponent).join("/");
    const answer = await apiClient(TELEGRAM_FILES, io, credentials).send(`/${path}`);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const contentType = answer.headers.get("content-type") ?? "application/octet-stream";
    const name = file_path.split("/").at(-1) ?? file_id;
    yield ["file", await io.files.write({ bytes, contentType, name })];
    yield ["status", "File downloaded"];
  },
  examples: [
    {
      input: { credentials: telegramExample, file_id: "AgAD" },
      answers: [
        {
          method: "POST",
          url: "https://api.telegram.org/bot{token}/getFile",
          requestBody: { file_id: "AgAD" },
          body: { ok: true, result: { file_id: "AgAD", file_size: 3, file_path: "photos/file_0.jpg" } },
        },
        {
          method: "GET",
          url: "https://api.telegram.org/file/bot{token}/photos/file_0.jpg",
          headers: { "content-type": "image/jpeg" },
          body: "jpg",
        },
      ],
      yields: { file: ["workspace://1"], status: ["File downloaded"] },
    },
    {
      input: { credentials: telegramExample, file_id: "gone" },
      answers: [
        {
          method: "POST",
          url: "https://api.telegram.org/bot{token}/getFile",
          status: 400,
          body: { ok: false, error_code: 400, description: "Bad Request: invalid file_id" },
        },
      ],
      yields: { error: ["Telegram answered 400: Bad Request: invalid file_id"] },
    },
  ],
});
