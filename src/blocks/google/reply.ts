import * as z from "zod";
import type { ApiClient } from "../api.ts";
import type { BlockIo, ExampleAnswer } from "../block.ts";
import { advanced } from "../pins.ts";
import { getMessage, recipients, replySubject, threadHeaders } from "./gmail.ts";
import { composed } from "./mime.ts";

export const replyPins = () => ({
  threadId: z.string().describe("Id of the conversation"),
  parentMessageId: z.string().describe("Id of the message to answer"),
  to: z.array(z.string()).default([]).describe("Who gets it; the sender unless given"),
  cc: z.array(z.string()).default([]).describe("Who gets a copy"),
  bcc: z.array(z.string()).default([]).describe("Who gets a copy that the others do not see"),
  replyAll: z.boolean().default(false).describe("Whether everybody on the message gets it"),
  subject: z.string().default("").describe("What it is about; as the message unless given"),
  body: z.string().describe("What it says: text or HTML"),
  content_type: z
    .enum(["auto", "plain", "html"])
    .optional()
    .meta(advanced("Whether the body is text or HTML; seen from the body unless given")),
  attachments: z.array(z.string()).default([]).meta(advanced("Files to attach")),
});

interface Reply {
  parentMessageId: string;
  to: string[];
  cc: string[];
  bcc: string[];
  replyAll: boolean;
  subject: string;
  body: string;
  content_type?: "auto" | "plain" | "html" | undefined;
  attachments: string[];
}

/** The answer to a message, composed for the Gmail API. */
export async function replyTo(client: ApiClient, reply: Reply, io: BlockIo): Promise<string> {
  const parent = await getMessage(client, reply.parentMessageId);
  const asked =
    reply.to.length > 0 ? { to: reply.to, cc: [] } : await recipients(client, parent, reply.replyAll);
  const { bcc, body, attachments, content_type: contentType } = reply;
  const cc = [...asked.cc, ...reply.cc];
  const subject = replySubject(reply.subject, parent);
  const headers = threadHeaders(parent);
  return composed({ to: asked.to, cc, bcc, subject, body, contentType, attachments, headers }, io);
}

export const exampleParent: ExampleAnswer = {
  method: "GET",
  url: "https://gmail.googleapis.com/gmail/v1/users/me/messages/18c?format=full",
  body: {
    id: "18c",
    threadId: "18b",
    payload: {
      headers: [
        { name: "From", value: "Eve <eve@example.com>" },
        { name: "Subject", value: "Hi" },
        { name: "Message-ID", value: "<a@b>" },
      ],
      body: { size: 0 },
    },
  },
};
