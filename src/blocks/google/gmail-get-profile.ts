import * as z from "zod";
import { block } from "../block.ts";
import { googleCredentials, googleExample } from "./api.ts";
import { gmail } from "./gmail.ts";

const Profile = () =>
  z
    .object({
      emailAddress: z.string(),
      messagesTotal: z.int(),
      threadsTotal: z.int(),
      historyId: z.string(),
    })
    .describe("The account");

export const gmailGetProfile = block({
  id: "04b0d996-0908-4a4b-89dd-b9697ff253d3",
  name: "GmailGetProfileBlock",
  description: "Tells whose account of Gmail this is, and how much is in it.",
  categories: ["COMMUNICATION"],
  pure: false,
  input: () => z.object({ credentials: googleCredentials("gmail.readonly") }),
  output: () => z.object({ profile: Profile() }),
  async *run({ credentials }, io) {
    yield ["profile", await gmail(io, credentials).ask(Profile(), "/profile")];
  },
  examples: [
    {
      input: { credentials: googleExample },
      answers: [
        {
          method: "GET",
          url: "https://gmail.googleapis.com/gmail/v1/users/me/profile",
          body: { emailAddress: "ada@example.com", messagesTotal: 3, threadsTotal: 2, historyId: "99" },
        },
      ],
      yields: {
        profile: [{ emailAddress: "ada@example.com", messagesTotal: 3, threadsTotal: 2, historyId: "99" }],
      },
    },
  ],
});
