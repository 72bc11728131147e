import * as z from "zod";
import { block } from "../block.ts";
import { googleCredentials, googleExample } from "./api.ts";
import { Email, emailOf, gmail, Message } from "./gmail.ts";

export const gmailGetThread = block({
  id: "21a79166-9df7-4b5f-9f36-96f639d86112",
  name: "GmailGetThreadBlock",
  description: "Reads a conversation of Gmail with all its messages.",
  categories: ["COMMUNICATION"],
  pure: false,
  input: () =>
    z.object({
      credentials: googleCredentials("gmail.readonly"),
      threadId: z.string().describe("Id of the conversation"),
    }),
  output: () =>
    z.object({
      thread: z
        .object({ id: z.string(), messages: z.array(Email()), historyId: z.string() })
        .describe("The conversation"),
    }),
  async *run({ credentials, threadId }, io) {
    const Thread = z.object({ id: z.string(), historyId: z.string(), messages: z.array(Message()) });
    const path = `/threads/${encodeURIComponent(threadId)}`;
    const { id, historyId, messages } = await gmail(io, credentials).ask(Thread, path, {
      query: { format: "full" },
    });
    yield ["thread", { id, messages: messages.map(emailOf), historyId }];
  },
  examples: [
    {
      input: { credentials: googleExample, threadId: "18b" },
      answers: [
        {
          method: "GET",
          url: "https://gmail.googleapis.com/gmail/v1/users/me/threads/18b?format=full",
          body: { id: "18b", historyId: "99", messages: [] },
        },
      ],
      yields: { thread: [{ id: "18b", messages: [], historyId: "99" }] },
    },
  ],
});
