import * as z from "zod";
import { block } from "../block.ts";
import { googleCredentials, googleExample } from "./api.ts";
import { gmail, labelNamed } from "./gmail.ts";

export const gmailAddLabel = block({
  id: "f884b2fb-04f4-4265-9658-14f433926ac9",
  name: "GmailAddLabelBlock",
  description: "Puts a label on a message of Gmail; makes the label if there is none of this name.",
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
    const Label = z.object({ id: z.string() });
    const label_id =
      (await labelNamed(client, label_name)) ??
      (await client.ask(Label, "/labels", { method: "POST", body: { name: label_name } })).id;
    await client.send(`/messages/${encodeURIComponent(message_id)}/modify`, {
      method: "POST",
      body: { addLabelIds: [label_id] },
    });
    yield ["result", { label_id, status: "Label added successfully" }];
  },
  examples: [
    {
      input: { credentials: googleExample, message_id: "18c", label_name: "Later" },
      answers: [
        {
          method: "GET",
          url: "https://gmail.googleapis.com/gmail/v1/users/me/labels",
          body: { labels: [{ id: "INBOX", name: "INBOX" }] },
        },
        {
          method: "POST",
          url: "https://gmail.googleapis.com/gmail/v1/users/me/labels",
          requestBody: { name: "Later" },
          body: { id: "Label_1", name: "Later" },
        },
        {
          method: "POST",
          url: "https://gmail.googleapis.com/gmail/v1/users/me/messages/18c/modify",
          requestBody: { addLabelIds: ["Label_1"] },
          body: {},
        },
      ],
      yields: { result: [{ label_id: "Label_1", status: "Label added successfully" }] },
    },
  ],
});
