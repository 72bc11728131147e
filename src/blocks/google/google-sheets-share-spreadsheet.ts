import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { SPREADSHEET, shareFile, shareOutput, sharePins } from "./drive.ts";
import { spreadsheetOut, spreadsheetPin } from "./sheets.ts";

export const googleSheetsShareSpreadsheet = block({
  id: "3e47e8ac-511a-4eb6-89c5-a6bcedc4236f",
  name: "GoogleSheetsShareSpreadsheetBlock",
  description: "Lets somebody see or change a Google spreadsheet, and gives its link.",
  categories: ["DATA"],
  pure: false,
  input: () => z.object({ spreadsheet: spreadsheetPin(), ...sharePins() }),
  output: () => z.object({ ...shareOutput(), spreadsheet: spreadsheetOut() }),
  async *run({ spreadsheet, ...pins }, io) {
    const { result, link } = await shareFile(io, SPREADSHEET, spreadsheet, pins);
    yield ["result", result];
    yield ["share_link", link];
    yield ["spreadsheet", spreadsheet];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile, email: "eve@example.com", role: "writer", message: "Look" },
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
        share_link: ["https://docs.google.com/spreadsheets/d/1aB/edit?usp=sharing"],
        spreadsheet: [exampleFile],
      },
    },
    {
      input: { spreadsheet: exampleFile },
      yields: {
        result: [{}],
        share_link: ["https://docs.google.com/spreadsheets/d/1aB/edit?usp=sharing"],
        spreadsheet: [exampleFile],
      },
    },
    {
      input: {
        spreadsheet: exampleFile,
        email: "eve@example.com",
        send_notification: false,
        message: "Look",
      },
      yields: { error: ["A message needs send_notification"] },
    },
  ],
});
