import * as z from "zod";
import { block } from "../block.ts";
import { driveFile, googleClient, googleCredentials, googleExample } from "./api.ts";
import { anyAnswer } from "./sheets.ts";

export const googleSheetsCreateSpreadsheet = block({
  id: "c8d4c0d3-c76e-4c2a-8c66-4119817ea3d1",
  name: "GoogleSheetsCreateSpreadsheetBlock",
  description: "Makes a Google spreadsheet.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      credentials: googleCredentials("drive.file"),
      title: z.string().describe("Its title"),
      sheet_names: z.array(z.string()).default(["Sheet1"]).describe("Names of its sheets"),
    }),
  output: () =>
    z.object({
      result: anyAnswer().describe("What was made"),
      spreadsheet: driveFile().describe("The spreadsheet, for the next node"),
      spreadsheet_id: z.string().describe("Its id"),
      spreadsheet_url: z.string().describe("Its page"),
    }),
  async *run({ credentials, title, sheet_names }, io) {
    const client = googleClient(io, "https://sheets.googleapis.com/v4", credentials);
    const Made = z.object({ spreadsheetId: z.string(), spreadsheetUrl: z.string() });
    const made = await client.ask(Made, "/spreadsheets", {
      method: "POST",
      body: {
        properties: { title },
        sheets: sheet_names.map((name) => ({ properties: { title: name } })),
      },
    });
    yield ["result", { spreadsheetId: made.spreadsheetId, spreadsheetUrl: made.spreadsheetUrl, title }];
    yield [
      "spreadsheet",
      {
        id: made.spreadsheetId,
        name: title,
        mimeType: "application/vnd.google-apps.spreadsheet",
        url: made.spreadsheetUrl,
        isFolder: false,
        _credentials_id: credentials.id,
      },
    ];
    yield ["spreadsheet_id", made.spreadsheetId];
    yield ["spreadsheet_url", made.spreadsheetUrl];
  },
  examples: [
    {
      input: { credentials: googleExample, title: "Plan" },
      answers: [
        {
          method: "POST",
          url: "https://sheets.googleapis.com/v4/spreadsheets",
          requestBody: { properties: { title: "Plan" }, sheets: [{ properties: { title: "Sheet1" } }] },
          body: {
            spreadsheetId: "1aB",
            spreadsheetUrl: "https://docs.google.com/spreadsheets/d/1aB",
            locale: "en",
          },
        },
      ],
      yields: {
        result: [
          {
            spreadsheetId: "1aB",
            spreadsheetUrl: "https://docs.google.com/spreadsheets/d/1aB",
            title: "Plan",
          },
        ],
        spreadsheet: [
          {
            id: "1aB",
            name: "Plan",
            mimeType: "application/vnd.google-apps.spreadsheet",
            url: "https://docs.google.com/spreadsheets/d/1aB",
            isFolder: false,
            _credentials_id: googleExample.id,
          },
        ],
        spreadsheet_id: ["1aB"],
        spreadsheet_url: ["https://docs.google.com/spreadsheets/d/1aB"],
      },
    },
  ],
});
