import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { documentOf, documentOut, documentPin, plainText, readDocument } from "./docs.ts";
import { exampleBody } from "./docs-examples.ts";

export const googleDocsRead = block({
  id: "420a2b3c-5db2-4bda-82bc-a68a862a3d55",
  name: "GoogleDocsReadBlock",
  description: "Reads the text of a Google document.",
  categories: ["DATA"],
  pure: false,
  input: () => z.object({ document: documentPin() }),
  output: () =>
    z.object({
      text: z.string().describe("What it says; cells of tables are separated by tabs"),
      title: z.string().describe("Its title"),
      document: documentOut(),
    }),
  async *run({ document }, io) {
    const { title, content } = await readDocument(documentOf(io, document));
    yield ["text", plainText(content)];
    yield ["title", title];
    yield ["document", document];
  },
  examples: [
    {
      input: { document: exampleFile },
      answers: [exampleBody],
      yields: { text: ["Tea\n"], title: ["Plan"], document: [exampleFile] },
    },
  ],
});
