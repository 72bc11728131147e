import * as z from "zod";
import { block } from "../block.ts";
import { googleCredentials, googleExample } from "./api.ts";
import { gmail } from "./gmail.ts";
import { exampleParent, replyPins, replyTo } from "./reply.ts";

export const gmailDraftReply = block({
  id: "d7a9f3e2-8b4c-4d6f-9e1a-3c5b7f8d2a6e",
  name: "GmailDraftReplyBlock",
  description: "Puts an answer to a message among the drafts of Gmail, for a person to send.",
  categories: ["COMMUNICATION"],
  pure: false,
  input: () => z.object({ credentials: googleCredentials("gmail.modify"), ...replyPins() }),
  output: () =>
    z.object({
      draftId: z.string().describe("Id of the draft"),
      messageId: z.string().describe("Id of its message"),
      threadId: z.string().describe("Id of the conversation"),
      status: z.string().describe("What was done"),
    }),
  async *run({ credentials, ...reply }, io) {
    const client = gmail(io, credentials);
    const Draft = z.object({ id: z.string(), message: z.object({ id: z.string(), threadId: z.string() }) });
    const message = { threadId: reply.threadId, raw: await replyTo(client, reply, io) };
    const draft = await client.ask(Draft, "/drafts", { method: "POST", body: { message } });
    yield ["draftId", draft.id];
    yield ["messageId", draft.message.id];
    yield ["threadId", draft.message.threadId];
    yield ["status", "draft_created"];
  },
  examples: [
    {
      input: { credentials: googleExample, threadId: "18b", parentMessageId: "18c", body: "Yes" },
      answers: [
        exampleParent,
        {
          method: "POST",
          url: "https://gmail.googleapis.com/gmail/v1/users/me/drafts",
          body: { id: "r-2", message: { id: "18f", threadId: "18b" } },
        },
      ],
      yields: { draftId: ["r-2"], messageId: ["18f"], threadId: ["18b"], status: ["draft_created"] },
    },
  ],
});
