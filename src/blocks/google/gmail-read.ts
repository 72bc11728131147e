import * as z from "zod";
import { block } from "../block.ts";
import { googleCredentials, googleExample } from "./api.ts";
import { Email, emailOf, getMessage, gmail } from "./gmail.ts";

export const gmailRead = block({
  id: "25310c70-b89b-43ba-b25c-4dfa7e2a481c",
  name: "GmailReadBlock",
  description: "Reads messages of Gmail that fit a search, newest first.",
  categories: ["COMMUNICATION"],
  pure: false,
  input: () =>
    z.object({
      credentials: googleCredentials("gmail.readonly"),
      query: z.string().default("is:unread").describe("What to look for, as in Gmail's search field"),
      max_results: z.int().min(1).max(100).default(10).describe("How many at most"),
    }),
  output: () => z.object({ email: Email(), emails: z.array(Email()).describe("All of them") }),
  async *run({ credentials, query, max_results }, io) {
    const client = gmail(io, credentials);
    const Found = z.object({ messages: z.array(z.object({ id: z.string() })).default([]) });
    const { messages } = await client.ask(Found, "/messages", {
      query: { q: query, maxResults: max_results },
    });
    const emails: Email[] = [];
    for (const { id } of messages) emails.push(emailOf(await getMessage(client, id)));
    for (const email of emails) yield ["email", email];
    yield ["emails", emails];
  },
  examples: [
    {
      input: { credentials: googleExample, query: "from:eve" },
      answers: [
        {
          method: "GET",
          url: "https://gmail.googleapis.com/gmail/v1/users/me/messages?q=from%3Aeve&maxResults=10",
          body: { resultSizeEstimate: 0 },
        },
      ],
      yields: { emails: [[]] },
    },
    {
      input: { credentials: googleExample, max_results: 1 },
      answers: [
        {
          method: "GET",
          url: "https://gmail.googleapis.com/gmail/v1/users/me/messages?q=is%3Aunread&maxResults=1",
          body: { messages: [{ id: "18c", threadId: "18b" }] },
        },
        {
          method: "GET",
          url: "https://gmail.googleapis.com/gmail/v1/users/me/messages/18c?format=full",
          body: {
            id: "18c",
            threadId: "18b",
            labelIds: ["UNREAD"],
            snippet: "Hi",
            sizeEstimate: 90,
            payload: {
              mimeType: "multipart/mixed",
              headers: [
                { name: "From", value: "Eve <eve@example.com>" },
                { name: "To", value: '"Love, Ada" <ada@example.com>, bob@example.com' },
                { name: "Subject", value: "Hi" },
                { name: "Date", value: "Sun, 22 Nov 2026 10:00:00 +0000" },
              ],
              body: { size: 0 },
              parts: [
                {
                  mimeType: "multipart/alternative",
                  body: { size: 0 },
                  parts: [
                    { mimeType: "text/plain", body: { size: 5, data: "SGkgw6k" } },
                    { mimeType: "text/html", body: { size: 9, data: "PGI-SGk8L2I-" } },
                  ],
                },
                { mimeType: "image/png", filename: "a.png", body: { size: 7, attachmentId: "at1" } },
              ],
            },
          },
        },
      ],
      yields: {
        email: [
          {
            id: "18c",
            threadId: "18b",
            labelIds: ["UNREAD"],
            subject: "Hi",
            snippet: "Hi",
            from_: "eve@example.com",
            to: ["ada@example.com", "bob@example.com"],
            cc: [],
            bcc: [],
            date: "Sun, 22 Nov 2026 10:00:00 +0000",
            body: "Hi é",
            sizeEstimate: 90,
            attachments: [{ filename: "a.png", content_type: "image/png", size: 7, attachment_id: "at1" }],
          },
        ],
        emails: [
          [
            {
              id: "18c",
              threadId: "18b",
              labelIds: ["UNREAD"],
              subject: "Hi",
              snippet: "Hi",
              from_: "eve@example.com",
              to: ["ada@example.com", "bob@example.com"],
              cc: [],
              bcc: [],
              date: "Sun, 22 Nov 2026 10:00:00 +0000",
              body: "Hi é",
              sizeEstimate: 90,
              attachments: [{ filename: "a.png", content_type: "image/png", size: 7, attachment_id: "at1" }],
            },
          ],
        ],
      },
    },
  ],
});
