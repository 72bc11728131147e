import * as z from "zod";
import { block } from "../block.ts";
import { googleCredentials, googleExample } from "./api.ts";
import { Email, emailOf, getMessage, gmail } from "./gmail.ts";
import { exampleParent, replyPins, replyTo } from "./reply.ts";

export const gmailReply = block({
  id: "12bf5a24-9b90-4f40-9090-4e86e6995e60",
  name: "GmailReplyBlock",
  description: "Answers a message of Gmail in its conversation.",
  categories: ["COMMUNICATION"],
  pure: false,
  input: () => z.object({ credentials: googleCredentials("gmail.send", "gmail.readonly"), ...replyPins() }),
  output: () =>
    z.object({
      messageId: z.string().describe("Id of the answer"),
      threadId: z.string().describe("Id of the conversation"),
      message: z.object({ id: z.string(), threadId: z.string() }).describe("Both"),
      email: Email(),
    }),
  async *run({ credentials, ...reply }, io) {
    const client = gmail(io, credentials);
    const Sent = z.object({ id: z.string(), threadId: z.string() });
    const body = { threadId: reply.threadId, raw: await replyTo(client, reply, io) };
    const sent = await client.ask(Sent, "/messages/send", { method: "POST", body });
    yield ["messageId", sent.id];
    yield ["threadId", sent.threadId];
    yield ["message", sent];
    yield ["email", emailOf(await getMessage(client, sent.id))];
  },
  examples: [
    {
      input: { credentials: googleExample, threadId: "18b", parentMessageId: "18c", body: "Yes" },
      answers: [
        exampleParent,
        {
          method: "POST",
          url: "https://gmail.googleapis.com/gmail/v1/users/me/messages/send",
          requestBody: {
            threadId: "18b",
            raw: "VG86IGV2ZUBleGFtcGxlLmNvbQ0KU3ViamVjdDogUmU6IEhpDQpJbi1SZXBseS1UbzogPGFAYj4NClJlZmVyZW5jZXM6IDxhQGI-DQpNSU1FLVZlcnNpb246IDEuMA0KQ29udGVudC1UeXBlOiB0ZXh0L3BsYWluOyBjaGFyc2V0PXV0Zi04DQpDb250ZW50LVRyYW5zZmVyLUVuY29kaW5nOiBiYXNlNjQNCg0KV1dWeg",
          },
          body: { id: "18f", threadId: "18b", labelIds: ["SENT"] },
        },
        {
          method: "GET",
          url: "https://gmail.googleapis.com/gmail/v1/users/me/messages/18f?format=full",
          body: {
            id: "18f",
            threadId: "18b",
            payload: {
              headers: [{ name: "From", value: "ada@example.com" }],
              body: { size: 3, data: "WWVz" },
            },
          },
        },
      ],
      yields: {
        messageId: ["18f"],
        threadId: ["18b"],
        message: [{ id: "18f", threadId: "18b" }],
        email: [
          {
            id: "18f",
            threadId: "18b",
            labelIds: [],
            subject: "No Subject",
            snippet: "",
            from_: "ada@example.com",
            to: [],
            cc: [],
            bcc: [],
            date: "",
            body: "Yes",
            sizeEstimate: 0,
            attachments: [],
          },
        ],
      },
    },
  ],
});
