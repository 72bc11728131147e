import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { documentOut, documentPin } from "./docs.ts";
import { DOCUMENT, publicPins, setPublic, shareOutput } from "./drive.ts";

export const googleDocsSetPublicAccess = block({
  id: "d104f6e1-80af-4fe9-b5a1-3cab20081b6c",
  name: "GoogleDocsSetPublicAccessBlock",
  description: "Opens a Google document to everybody who has its link, or closes it again.",
  categories: ["DATA"],
  pure: false,
  input: () => z.object({ document: documentPin(), ...publicPins() }),
  output: () => z.object({ ...shareOutput(), document: documentOut() }),
  async *run({ document, ...pins }, io) {
    const { result, link } = await setPublic(io, DOCUMENT, document, pins);
    yield ["result", result];
    yield ["share_link", link];
    yield ["document", document];
  },
  examples: [
    {
      input: { document: exampleFile },
      answers: [
        {
          method: "POST",
          url: "https://www.googleapis.com/drive/v3/files/1aB/permissions",
          requestBody: { type: "anyone", role: "reader" },
          body: { id: "anyoneWithLink", type: "anyone", role: "reader" },
        },
      ],
      yields: {
        result: [{ id: "anyoneWithLink", type: "anyone", role: "reader" }],
        share_link: ["https://docs.google.com/document/d/1aB/edit?usp=sharing"],
        document: [exampleFile],
      },
    },
    {
      input: { document: exampleFile, public: false },
      answers: [
        {
          method: "GET",
          url: "https://www.googleapis.com/drive/v3/files/1aB/permissions?fields=permissions%28id%2Ctype%29",
          body: {
            permissions: [
              { id: "10", type: "user" },
              { id: "anyoneWithLink", type: "anyone" },
            ],
          },
        },
        {
          method: "DELETE",
          url: "https://www.googleapis.com/drive/v3/files/1aB/permissions/anyoneWithLink",
          status: 204,
        },
      ],
      yields: {
        result: [{ removed: ["anyoneWithLink"] }],
        share_link: ["https://docs.google.com/document/d/1aB/edit?usp=sharing"],
        document: [exampleFile],
      },
    },
  ],
});
