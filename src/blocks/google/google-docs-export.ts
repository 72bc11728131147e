import * as z from "zod";
import { toBase64 } from "#lib/base64.ts";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { documentOut, documentPin } from "./docs.ts";
import { fileOf } from "./drive.ts";

const PDF = "application/pdf";

const TYPES: Record<string, string> = {
  pdf: PDF,
  docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  odt: "application/vnd.oasis.opendocument.text",
  txt: "text/plain",
  html: "text/html",
  epub: "application/epub+zip",
  rtf: "application/rtf",
  markdown: "text/markdown",
};

export const googleDocsExport = block({
  id: "e32d5642-7b51-458c-bd83-75ff96fec299",
  name: "GoogleDocsExportBlock",
  description: "Gives a Google document as a file of another format.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      document: documentPin(),
      format: z
        .enum([...Object.values(TYPES), ...Object.keys(TYPES)])
        .default(PDF)
        .describe("Which format: a media type, or the ending of its files"),
    }),
  output: () =>
    z.object({
      content: z.string().describe("The file: text as it is, other formats in base64"),
      mime_type: z.string().describe("Its media type"),
      document: documentOut(),
    }),
  async *run({ document, format }, io) {
    const mimeType = TYPES[format] ?? format;
    const drive = fileOf(io, document);
    const answer = await drive.send(drive.path("/export"), { query: { mimeType } });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const isText = mimeType.startsWith("text/");
    yield ["content", isText ? new TextDecoder().decode(bytes) : toBase64(bytes)];
    yield ["mime_type", mimeType];
    yield ["document", document];
  },
  examples: [
    {
      input: { document: exampleFile },
      answers: [
        {
          method: "GET",
          url: "https://www.googleapis.com/drive/v3/files/1aB/export?mimeType=application%2Fpdf",
          body: "%PDF",
        },
      ],
      yields: { content: ["JVBERg=="], mime_type: ["application/pdf"], document: [exampleFile] },
    },
    {
      input: { document: exampleFile, format: "txt" },
      answers: [
        {
          method: "GET",
          url: "https://www.googleapis.com/drive/v3/files/1aB/export?mimeType=text%2Fplain",
          body: "Tea",
        },
      ],
      yields: { content: ["Tea"], mime_type: ["text/plain"], document: [exampleFile] },
    },
  ],
});
