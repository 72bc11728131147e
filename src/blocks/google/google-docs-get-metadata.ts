import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { documentOf, documentOut, documentPin } from "./docs.ts";
import { DOCUMENT, editorUrl } from "./drive.ts";

export const googleDocsGetMetadata = block({
  id: "100bc806-acbf-4dc5-a3a2-998026b96516",
  name: "GoogleDocsGetMetadataBlock",
  description: "Tells the title and the revision of a Google document.",
  categories: ["DATA"],
  pure: false,
  input: () => z.object({ document: documentPin() }),
  output: () =>
    z.object({
      title: z.string().describe("Its title"),
      document_id: z.string().describe("Its id"),
      revision_id: z.string().describe("Which revision it is; empty for who may only read it"),
      document_url: z.string().describe("Its page"),
      document: documentOut(),
    }),
  async *run({ document: file }, io) {
    const document = documentOf(io, file);
    const Found = z.object({ title: z.string(), revisionId: z.string().default("") });
    const query = { fields: "title,revisionId" };
    const { title, revisionId } = await document.ask(Found, document.path(""), { query });
    yield ["title", title];
    yield ["document_id", document.id];
    yield ["revision_id", revisionId];
    yield ["document_url", editorUrl(DOCUMENT, document.id)];
    yield ["document", file];
  },
  examples: [
    {
      input: { document: exampleFile },
      answers: [
        {
          method: "GET",
          url: "https://docs.googleapis.com/v1/documents/1aB?fields=title%2CrevisionId",
          body: { title: "Plan", revisionId: "r1" },
        },
      ],
      yields: {
        title: ["Plan"],
        document_id: ["1aB"],
        revision_id: ["r1"],
        document_url: ["https://docs.google.com/document/d/1aB/edit"],
        document: [exampleFile],
      },
    },
  ],
});
