import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { documentOut, documentPin } from "./docs.ts";
import { DOCUMENT, shareFile, shareOutput, sharePins } from "./drive.ts";

export const googleDocsShare = block({
  id: "4e7ec771-4cc8-4eb7-ae3d-46377ecdb5d2",
  name: "GoogleDocsShareBlock",
  description: "Lets somebody see or change a Google document, and gives its link.",
  categories: ["DATA"],
  pure: false,
  input: () => z.object({ document: documentPin(), ...sharePins() }),
  output: () => z.object({ ...shareOutput(), document: documentOut() }),
  async *run({ document, ...pins }, io) {
    const { result, link } = await shareFile(io, DOCUMENT, document, pins);
    yield ["result", result];
    yield ["share_link", link];
    yield ["document", document];
  },
  examples: [
    {
      input: { document: exampleFile, email: "eve@example.com", role: "writer", message: "Look" },
      answers: [
        {
          method: "POST",
          url: "https://www.googleapis.com/drive/v3/files/1aB/permissions?sendNotificationEmail=true&emailMessage=Look",
          requestBody: { type: "user", role: "writer", emailAddress: "eve@example.com" },
          body: { id: "10", type: "user", role: "writer" },
        },
      ],
      yields: {
        result: [{ id: "10", type: "user", role: "writer" }],
        share_link: ["https://docs.google.com/document/d/1aB/edit?usp=sharing"],
        document: [exampleFile],
      },
    },
    {
      input: { document: exampleFile },
      yields: {
        result: [{}],
        share_link: ["https://docs.google.com/document/d/1aB/edit?usp=sharing"],
        document: [exampleFile],
      },
    },
    {
      input: { document: exampleFile, email: "eve@example.com", send_notification: false, message: "Look" },
      yields: { error: ["A message needs send_notification"] },
    },
  ],
});
