import * as z from "zod";
import { block } from "../block.ts";
import { driveFile, googleClient, googleCredentials, googleExample } from "./api.ts";
import { changeDocument, DOCS, documentOf } from "./docs.ts";
import { DOCUMENT, editorUrl } from "./drive.ts";

const url = "https://docs.google.com/document/d/1aB/edit";

export const googleDocsCreate = block({
  id: "d430d941-cf81-4f84-8b19-2e3f670b2fca",
  name: "GoogleDocsCreateBlock",
  description: "Makes a Google document.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      credentials: googleCredentials("drive.file"),
      title: z.string().describe("Its title"),
      initial_content: z.string().default("").describe("What it says at first"),
    }),
  output: () =>
    z.object({
      document: driveFile().describe("The document, for the next node"),
      document_id: z.string().describe("Its id"),
      document_url: z.string().describe("Its page"),
    }),
  async *run({ credentials, title, initial_content: text }, io) {
    const client = googleClient(io, DOCS, credentials);
    const Made = z.object({ documentId: z.string() });
    const { documentId: id } = await client.ask(Made, "/documents", { method: "POST", body: { title } });
    const url = editorUrl(DOCUMENT, id);
    const file = {
      id,
      name: title,
      mimeType: DOCUMENT,
      url,
      isFolder: false,
      _credentials_id: credentials.id,
    };
    if (text !== "") {
      await changeDocument(documentOf(io, file), [{ insertText: { location: { index: 1 }, text } }]);
    }
    yield ["document", file];
    yield ["document_id", id];
    yield ["document_url", url];
  },
  examples: [
    {
      input: { credentials: googleExample, title: "Plan", initial_content: "Tea" },
      answers: [
        {
          method: "POST",
          url: "https://docs.googleapis.com/v1/documents",
          requestBody: { title: "Plan" },
          body: { documentId: "1aB", title: "Plan", revisionId: "r1" },
        },
        {
          method: "POST",
          url: "https://docs.googleapis.com/v1/documents/1aB:batchUpdate",
          requestBody: { requests: [{ insertText: { location: { index: 1 }, text: "Tea" } }] },
          body: { documentId: "1aB", replies: [{}] },
        },
      ],
      yields: {
        document: [
          {
            id: "1aB",
            name: "Plan",
            mimeType: DOCUMENT,
            url,
            isFolder: false,
            _credentials_id: googleExample.id,
          },
        ],
        document_id: ["1aB"],
        document_url: [url],
      },
    },
  ],
});
