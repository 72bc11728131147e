import * as z from "zod";
import { block } from "../block.ts";
import { googleCredentials, googleExample } from "./api.ts";
import { gmail, messagePins } from "./gmail.ts";
import { composed } from "./mime.ts";

export const gmailCreateDraft = block({
  id: "e1eeead4-46cb-491e-8281-17b6b9c44a55",
  name: "GmailCreateDraftBlock",
  description: "Puts a message among the drafts of Gmail, for a person to send.",
  categories: ["COMMUNICATION"],
  pure: false,
  input: () =>
    z.object({
      credentials: googleCredentials("gmail.modify"),
      to: z.array(z.string()).min(1).describe("Who is to get it"),
      ...messagePins(),
    }),
  output: () =>
    z.object({
      result: z.object({ id: z.string(), message_id: z.string(), status: z.string() }).describe("The draft"),
    }),
  async *run({ credentials, content_type, ...message }, io) {
    const raw = await composed({ ...message, contentType: content_type }, io);
    const Draft = z.object({ id: z.string(), message: z.object({ id: z.string() }) });
    const draft = await gmail(io, credentials).ask(Draft, "/drafts", {
      method: "POST",
      body: { message: { raw } },
    });
    yield ["result", { id: draft.id, message_id: draft.message.id, status: "draft_created" }];
  },
  examples: [
    {
      input: { credentials: googleExample, to: ["eve@example.com"], subject: "Hi", body: "Hi" },
      answers: [
        {
          method: "POST",
          url: "https://gmail.googleapis.com/gmail/v1/users/me/drafts",
          body: { id: "r-1", message: { id: "18e", threadId: "18e" } },
        },
      ],
      yields: { result: [{ id: "r-1", message_id: "18e", status: "draft_created" }] },
    },
  ],
});
