import * as z from "zod";
import { block } from "../block.ts";
import { credentialPin, exampleCredential } from "../credential-pin.ts";

export const sendEmail = block({
  id: "4335878a-394e-4e67-adf2-919877ff49ae",
  name: "SendEmailBlock",
  description: "Sends an e-mail through your mail server.",
  categories: ["OUTPUT"],
  pure: false,
  sensitive: true,
  input: () =>
    z.object({
      to_email: z.string().min(1).max(10_000).describe("Whom to send it to; several addresses with commas"),
      subject: z.string().max(10_000).describe("The subject"),
      body: z.string().max(5_000_000).describe("The text"),
      config: z
        .object({
          smtp_server: z.string().min(1).describe("The mail server"),
          smtp_port: z.int().min(1).max(65_535).default(587).describe("Its port: 587, 465 or 2525"),
        })
        .describe("The mail server that sends it"),
      credentials: credentialPin({
        provider: "smtp",
        types: ["user_password"],
        description: "The user of the mail server, who is also the sender, and the password",
      }),
    }),
  output: () => z.object({ status: z.string().describe("Says that the server took it") }),
  async *run({ to_email, subject, body, config, credentials }, { mail }) {
    await mail.send({
      server: { host: config.smtp_server, port: config.smtp_port },
      to: to_email.split(",").map((address) => address.trim()),
      subject,
      text: body,
      using: credentials,
    });
    yield ["status", "Email sent successfully"];
  },
  examples: [
    {
      input: {
        to_email: "ada@example.com, grace@example.com",
        subject: "Hi",
        body: "Hello",
        config: { smtp_server: "smtp.example.com" },
        credentials: exampleCredential("smtp", "user_password"),
      },
      mails: [
        {
          server: { host: "smtp.example.com", port: 587 },
          to: ["ada@example.com", "grace@example.com"],
          subject: "Hi",
          text: "Hello",
          using: exampleCredential("smtp", "user_password"),
        },
      ],
      yields: { status: ["Email sent successfully"] },
    },
  ],
});
