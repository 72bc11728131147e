import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { spreadsheetOf, spreadsheetOut, spreadsheetPin } from "./sheets.ts";

export const googleSheetsMetadata = block({
  id: "6a0be6ee-7a0d-4c92-819b-500630846ad0",
  name: "GoogleSheetsMetadataBlock",
  description: "Tells the title of a Google spreadsheet and the names of its sheets.",
  categories: ["DATA"],
  pure: false,
  input: () => z.object({ spreadsheet: spreadsheetPin() }),
  output: () =>
    z.object({
      result: z
        .object({ title: z.string(), sheets: z.array(z.object({ title: z.string(), sheetId: z.int() })) })
        .describe("Its title and sheets"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const Found = z.object({
      properties: z.object({ title: z.string() }),
      sheets: z.array(z.object({ properties: z.object({ title: z.string(), sheetId: z.int() }) })),
    });
    const query = { fields: "properties.title,sheets.properties(sheetId,title)" };
    const found = await spreadsheet.ask(Found, spreadsheet.path(""), { query });
    yield [
      "result",
      { title: found.properties.title, sheets: found.sheets.map(({ properties }) => properties) },
    ];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile },
      answers: [
        {
          method: "GET",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB?fields=properties.title%2Csheets.properties%28sheetId%2Ctitle%29",
          body: { properties: { title: "Plan" }, sheets: [{ properties: { sheetId: 0, title: "Sheet1" } }] },
        },
      ],
      yields: {
        result: [{ title: "Plan", sheets: [{ title: "Sheet1", sheetId: 0 }] }],
        spreadsheet: [exampleFile],
      },
    },
  ],
});
