import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { googleCredentials, googleExample } from "./api.ts";
import { gmail, labelNamed } from "./gmail.ts";

export const gmailRemoveLabel = block({
  id: "0afc0526-aba1-4b2b-888e-a22b7c3f359d",
  name: "GmailRemoveLabelBlock",
  description: "Takes a label off a message of Gmail.",
  categories: ["COMMUNICATION"],
  pure: false,
  input: () =>
    z.object({
      credentials: googleCredentials("gmail.modify"),
      message_id: z.string().describe("Id of the message"),
      label_name: z.string().describe("Name of the label"),
    }),
  output: () =>
    z.object({ result: z.object({ label_id: z.string(), status: z.string() }).describe("What was done") }),
  async *run({ credentials, message_id, label_name }, io) {
    const client = gmail(io, credentials);
    const label_id = await labelNamed(client, label_name);
    if (label_id === undefined) throw new BlockError(`There is no label "${label_name}"`);
    await client.send(`/messages/${encodeURIComponent(message_id)}/modify`, {
      method: "POST",
      body: { removeLabelIds: [label_id] },
    });
    yield ["result", { label_id, status: "Label removed successfully" }];
  },
  examples: [
    {
      input: { credentials: googleExample, message_id: "18c", label_name: "unread" },
      answers: [
        {
          method: "GET",
          url: "https://gmail.googleapis.com/gmail/v1/users/me/labels",
          body: { labels: [{ id: "UNREAD", name: "UNREAD" }] },
        },
        {
          method: "POST",
          url: "https://gmail.googleapis.com/gmail/v1/users/me/messages/18c/modify",
          requestBody: { removeLabelIds: ["UNREAD"] },
          body: {},
        },
      ],
      yields: { result: [{ label_id: "UNREAD", status: "Label removed successfully" }] },
    },
    {
      input: { credentials: googleExample, message_id: "18c", label_name: "Later" },
      answers: [
        { method: "GET", url: "https://gmail.googleapis.com/gmail/v1/users/me/labels", body: { labels: [] } },
      ],
      yields: { error: ['There is no label "Later"'] },
    },
  ],
});
