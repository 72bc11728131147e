import * as z from "zod";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { publicPins, SPREADSHEET, setPublic, shareOutput } from "./drive.ts";
import { spreadsheetOut, spreadsheetPin } from "./sheets.ts";

export const googleSheetsSetPublicAccess = block({
  id: "d08d46cd-088b-4ba7-a545-45050f33b889",
  name: "GoogleSheetsSetPublicAccessBlock",
  description: "Opens a Google spreadsheet to everybody who has its link, or closes it again.",
  categories: ["DATA"],
  pure: false,
  input: () => z.object({ spreadsheet: spreadsheetPin(), ...publicPins() }),
  output: () => z.object({ ...shareOutput(), spreadsheet: spreadsheetOut() }),
  async *run({ spreadsheet, ...pins }, io) {
    const { result, link } = await setPublic(io, SPREADSHEET, spreadsheet, pins);
    yield ["result", result];
    yield ["share_link", link];
    yield ["spreadsheet", spreadsheet];
  },
  examples: [
    {
      input: { spreadsheet: exampleFile },
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
        share_link: ["https://docs.google.com/spreadsheets/d/1aB/edit?usp=sharing"],
        spreadsheet: [exampleFile],
      },
    },
    {
      input: { spreadsheet: exampleFile, public: false },
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
        share_link: ["https://docs.google.com/spreadsheets/d/1aB/edit?usp=sharing"],
        spreadsheet: [exampleFile],
      },
    },
  ],
});
