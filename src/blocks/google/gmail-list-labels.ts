import * as z from "zod";
import { block } from "../block.ts";
import { googleCredentials, googleExample } from "./api.ts";
import { gmail, listLabels } from "./gmail.ts";

export const gmailListLabels = block({
  id: "3e1c2c1c-c689-4520-b956-1f3bf4e02bb7",
  name: "GmailListLabelsBlock",
  description: "Lists the labels of Gmail.",
  categories: ["COMMUNICATION"],
  pure: false,
  input: () => z.object({ credentials: googleCredentials("gmail.labels") }),
  output: () =>
    z.object({
      result: z.array(z.object({ id: z.string(), name: z.string() })).describe("The labels"),
    }),
  async *run({ credentials }, io) {
    yield ["result", await listLabels(gmail(io, credentials))];
  },
  examples: [
    {
      input: { credentials: googleExample },
      answers: [
        {
          method: "GET",
          url: "https://gmail.googleapis.com/gmail/v1/users/me/labels",
          body: { labels: [{ id: "INBOX", name: "INBOX", type: "system" }] },
        },
      ],
      yields: { result: [[{ id: "INBOX", name: "INBOX" }]] },
    },
  ],
});
