import * as z from "zod";
import { block } from "../block.ts";
import { googleCredentials, googleExample } from "./api.ts";
import { gmail, messagePins } from "./gmail.ts";
import { composed } from "./mime.ts";

export const gmailSend = block({
  id: "6c27abc2-e51d-499e-a85f-5a0041ba94f0",
  name: "GmailSendBlock",
  description: "Sends a message with Gmail.",
  categories: ["COMMUNICATION"],
  pure: false,
  input: () =>
    z.object({
      credentials: googleCredentials("gmail.send"),
      to: z.array(z.string()).min(1).describe("Who gets it"),
      ...messagePins(),
    }),
  output: () =>
    z.object({ result: z.object({ id: z.string(), status: z.string() }).describe("What was sent") }),
  async *run({ credentials, content_type, ...message }, io) {
    const raw = await composed({ ...message, contentType: content_type }, io);
    const { id } = await gmail(io, credentials).ask(z.object({ id: z.string() }), "/messages/send", {
      method: "POST",
      body: { raw },
    });
    yield ["result", { id, status: "sent" }];
  },
  examples: [
    {
      input: { credentials: googleExample, to: ["eve@example.com"], subject: "Hé", body: "<b>Hi</b>" },
      answers: [
        {
          method: "POST",
          url: "https://gmail.googleapis.com/gmail/v1/users/me/messages/send",
          requestBody: {
            raw: "VG86IGV2ZUBleGFtcGxlLmNvbQ0KU3ViamVjdDogPT9VVEYtOD9CP1NNT3A_PQ0KTUlNRS1WZXJzaW9uOiAxLjANCkNvbnRlbnQtVHlwZTogdGV4dC9odG1sOyBjaGFyc2V0PXV0Zi04DQpDb250ZW50LVRyYW5zZmVyLUVuY29kaW5nOiBiYXNlNjQNCg0KUEdJK1NHazhMMkkr",
          },
          body: { id: "18d", threadId: "18d", labelIds: ["SENT"] },
        },
      ],
      yields: { result: [{ id: "18d", status: "sent" }] },
    },
    {
      input: {
        credentials: googleExample,
        to: ["eve@example.com"],
        subject: "Hi\r\nBcc: bob@example.com",
        body: "",
      },
      yields: { error: ["Subject has a line break"] },
    },
  ],
});
