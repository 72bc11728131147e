import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { block } from "../block.ts";
import { exampleFile } from "./api.ts";
import { anyAnswer, spreadsheetOf, spreadsheetOut, spreadsheetPin } from "./sheets.ts";

export const googleSheetsBatchOperations = block({
  id: "a4078584-6fe5-46e0-997e-d5126cdd112a",
  name: "GoogleSheetsBatchOperationsBlock",
  description: "Writes and empties several ranges of a Google spreadsheet, in their order.",
  categories: ["DATA"],
  pure: false,
  input: () =>
    z.object({
      spreadsheet: spreadsheetPin(),
      operations: z
        .array(
          z.object({
            type: z.enum(["update", "clear"]).default("update"),
            range: z.string(),
            values: z.array(z.array(z.string())).default([]),
          }),
        )
        .min(1)
        .describe("Each with its `type` (update or clear), its `range` and the `values` to write"),
    }),
  output: () =>
    z.object({
      result: anyAnswer().describe("What Google answered to each group of the same type"),
      spreadsheet: spreadsheetOut(),
    }),
  async *run({ spreadsheet: file, operations }, io) {
    const spreadsheet = spreadsheetOf(io, file);
    const replies: Json[] = [];
    for (const group of grouped(operations)) {
      const isUpdate = group[0]?.type === "update";
      const path = spreadsheet.path(isUpdate ? "/values:batchUpdate" : "/values:batchClear");
      const data = group.map(({ range, values }) => ({ range, majorDimension: "ROWS", values }));
      const body = isUpdate
        ? { valueInputOption: "USER_ENTERED", data }
        : { ranges: group.map(({ range }) => range) };
      replies.push(await spreadsheet.ask(anyAnswer(), path, { method: "POST", body }));
    }
    yield ["result", { replies }];
    yield ["spreadsheet", file];
  },
  examples: [
    {
      input: {
        spreadsheet: exampleFile,
        operations: [
          { type: "clear", range: "Log!A1:B9" },
          { type: "update", range: "Log!A1", values: [["a"]] },
        ],
      },
      answers: [
        {
          method: "POST",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values:batchClear",
          requestBody: { ranges: ["Log!A1:B9"] },
          body: { clearedRanges: ["Log!A1:B9"] },
        },
        {
          method: "POST",
          url: "https://sheets.googleapis.com/v4/spreadsheets/1aB/values:batchUpdate",
          requestBody: {
            valueInputOption: "USER_ENTERED",
            data: [{ range: "Log!A1", majorDimension: "ROWS", values: [["a"]] }],
          },
          body: { totalUpdatedCells: 1 },
        },
      ],
      yields: {
        result: [{ replies: [{ clearedRanges: ["Log!A1:B9"] }, { totalUpdatedCells: 1 }] }],
        spreadsheet: [exampleFile],
      },
    },
  ],
});

interface Operation {
  type: "update" | "clear";
  range: string;
  values: string[][];
}

/** Operations of one type that follow each other go in one request. */
function grouped(operations: readonly Operation[]): Operation[][] {
  const groups: Operation[][] = [];
  for (const operation of operations) {
    const last = groups.at(-1);
    if (last?.[0]?.type === operation.type) last.push(operation);
    else groups.push([operation]);
  }
  return groups;
}
