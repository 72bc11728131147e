import { describe, expect, it } from "vitest";
import { googleSheetsAddColumn } from "#blocks/google/google-sheets-add-column.ts";
import { googleSheetsAddDropdown } from "#blocks/google/google-sheets-add-dropdown.ts";
import { googleSheetsAddNote } from "#blocks/google/google-sheets-add-note.ts";
import { googleSheetsAppendRow } from "#blocks/google/google-sheets-append-row.ts";
import { googleSheetsBatchOperations } from "#blocks/google/google-sheets-batch-operations.ts";
import { googleSheetsClear } from "#blocks/google/google-sheets-clear.ts";
import { googleSheetsCopyToSpreadsheet } from "#blocks/google/google-sheets-copy-to-spreadsheet.ts";
import { googleSheetsCreateNamedRange } from "#blocks/google/google-sheets-create-named-range.ts";
import { googleSheetsCreateSpreadsheet } from "#blocks/google/google-sheets-create-spreadsheet.ts";
import { googleSheetsDeleteColumn } from "#blocks/google/google-sheets-delete-column.ts";
import { googleSheetsDeleteRows } from "#blocks/google/google-sheets-delete-rows.ts";
import { googleSheetsExportCsv } from "#blocks/google/google-sheets-export-csv.ts";
import { googleSheetsFilterRows } from "#blocks/google/google-sheets-filter-rows.ts";
import { googleSheetsFind } from "#blocks/google/google-sheets-find.ts";
import { googleSheetsFindReplace } from "#blocks/google/google-sheets-find-replace.ts";
import { googleSheetsFormat } from "#blocks/google/google-sheets-format.ts";
import { googleSheetsGetColumn } from "#blocks/google/google-sheets-get-column.ts";
import { googleSheetsGetNotes } from "#blocks/google/google-sheets-get-notes.ts";
import { googleSheetsGetRow } from "#blocks/google/google-sheets-get-row.ts";
import { googleSheetsGetRowCount } from "#blocks/google/google-sheets-get-row-count.ts";
import { googleSheetsGetUniqueValues } from "#blocks/google/google-sheets-get-unique-values.ts";
import { googleSheetsImportCsv } from "#blocks/google/google-sheets-import-csv.ts";
import { googleSheetsInsertRow } from "#blocks/google/google-sheets-insert-row.ts";
import { googleSheetsListNamedRanges } from "#blocks/google/google-sheets-list-named-ranges.ts";
import { googleSheetsManageSheet } from "#blocks/google/google-sheets-manage-sheet.ts";
import { googleSheetsMetadata } from "#blocks/google/google-sheets-metadata.ts";
import { googleSheetsProtectRange } from "#blocks/google/google-sheets-protect-range.ts";
import { googleSheetsRead } from "#blocks/google/google-sheets-read.ts";
import { googleSheetsRemoveDuplicates } from "#blocks/google/google-sheets-remove-duplicates.ts";
import { googleSheetsSetPublicAccess } from "#blocks/google/google-sheets-set-public-access.ts";
import { googleSheetsShareSpreadsheet } from "#blocks/google/google-sheets-share-spreadsheet.ts";
import { googleSheetsSort } from "#blocks/google/google-sheets-sort.ts";
import { googleSheetsUpdateRow } from "#blocks/google/google-sheets-update-row.ts";
import { googleSheetsWrite } from "#blocks/google/google-sheets-write.ts";
import type { Json } from "#lib/json.ts";
import { valuesIn } from "../fakes/google/grid.ts";
import { googleWorld } from "./google-world.ts";

const TEAS = [
  ["what", "price"],
  ["green", "3"],
  ["black", "10"],
  ["Green", "3"],
  ["white", "4"],
];

/** A spreadsheet with these rows on the first of its sheets, `Teas` and `Ada's log`. */
async function aSpreadsheet(rows: string[][] = TEAS) {
  const world = googleWorld();
  const made = await world.run(googleSheetsCreateSpreadsheet, {
    title: "Tea",
    sheet_names: ["Teas", "Ada's log"],
  });
  const spreadsheet: Json = made["spreadsheet"]?.[0] ?? null;
  if (rows.length > 0) await world.run(googleSheetsWrite, { spreadsheet, range: "Teas!A1", values: rows });
  const [book] = world.sheets.books.values();
  const cells = (index = 0) => {
    const sheet = book?.sheets[index];
    if (sheet === undefined) throw new Error("There is no such sheet");
    return valuesIn({ sheet, top: 0, left: 0, bottom: sheet.rowCount, right: sheet.columnCount });
  };
  return { ...world, spreadsheet, book, cells };
}

describe("rows of a spreadsheet", () => {
  it("are added, put between, changed, read and deleted", async () => {
    const { run, spreadsheet, cells } = await aSpreadsheet();
    await run(googleSheetsAppendRow, { spreadsheet, row: ["red", "007"] });
    await run(googleSheetsInsertRow, { spreadsheet, row: ["mint", "2"], row_index: 2 });
    await run(googleSheetsUpdateRow, { spreadsheet, row_index: 3, dict_values: { price: "5" } });
    expect(cells().map((row) => row.join(" "))).toEqual([
      "what price",
      "mint 2",
      "green 5",
      "black 10",
      "Green 3",
      "white 4",
      "red 7",
    ]);
    expect((await run(googleSheetsGetRow, { spreadsheet, row_index: 2 }))["row_dict"]).toEqual([
      { what: "mint", price: "2" },
    ]);
    expect(await run(googleSheetsDeleteRows, { spreadsheet, row_indices: [2, 7] })).toMatchObject({
      deleted_count: [2],
    });
    expect(cells().map(([what]) => what)).toEqual(["what", "green", "black", "Green", "white"]);
  });

  it("are filtered, sorted, counted, and freed of what is twice", async () => {
    const { run, spreadsheet, cells } = await aSpreadsheet();
    const dear = { spreadsheet, filter_column: "price", filter_value: "3", operator: "greater_than" };
    expect(await run(googleSheetsFilterRows, dear)).toMatchObject({ row_indices: [[3, 5]], count: [2] });
    expect(await run(googleSheetsRemoveDuplicates, { spreadsheet })).toMatchObject({
      removed_count: [1],
      remaining_rows: [3],
    });
    await run(googleSheetsSort, { spreadsheet, sort_column: "price", sort_order: "descending" });
    expect(cells()).toEqual([
      ["what", "price"],
      ["black", "10"],
      ["white", "4"],
      ["green", "3"],
    ]);
    expect(await run(googleSheetsGetRowCount, { spreadsheet, include_header: false })).toMatchObject({
      total_rows: [3],
      last_row: [4],
      column_count: [2],
    });
  });
});

describe("columns of a spreadsheet", () => {
  it("are added at any place, read and deleted", async () => {
    const { run, spreadsheet, cells } = await aSpreadsheet();
    await run(googleSheetsAddColumn, { spreadsheet, header: "id", position: "start", default_value: "-" });
    expect(await run(googleSheetsAddColumn, { spreadsheet, header: "note" })).toMatchObject({
      column_letter: ["D"],
    });
    await run(googleSheetsAddColumn, { spreadsheet, header: "size", position: "price" });
    expect(cells()[0]).toEqual(["id", "what", "size", "price", "note"]);
    expect(cells()[1]).toEqual(["-", "green", "", "3"]);
    await run(googleSheetsDeleteColumn, { spreadsheet, column: "size" });
    const column = { spreadsheet, column: "price" };
    expect((await run(googleSheetsGetColumn, column))["values"]).toEqual([["3", "10", "3", "4"]]);
    const unique = await run(googleSheetsGetUniqueValues, {
      ...column,
      include_count: true,
      sort_by_count: true,
    });
    expect(unique).toMatchObject({ values: [["3", "10", "4"]], counts: [{ "3": 2, "10": 1, "4": 1 }] });
  });

  it("are added behind the last one of a full sheet", async () => {
    const { run, spreadsheet, cells } = await aSpreadsheet([
      Array.from({ length: 26 }, (_, index) => `c${index}`),
    ]);
    expect(await run(googleSheetsAddColumn, { spreadsheet, header: "more" })).toMatchObject({
      column_letter: ["AA"],
      column_index: [26],
    });
    expect(cells()[0]?.[26]).toBe("more");
  });
});

describe("cells of a spreadsheet", () => {
  it("are found on every sheet, and replaced", async () => {
    const { run, spreadsheet, cells } = await aSpreadsheet();
    await run(googleSheetsWrite, { spreadsheet, range: "'Ada''s log'!B2", values: [["green"]] });
    expect((await run(googleSheetsFind, { spreadsheet, find_text: "green" }))["locations"]).toMatchObject([
      [
        { sheet: "Teas", address: "A2" },
        { sheet: "Teas", address: "A4" },
        { sheet: "Ada's log", address: "B2", row: 2, column: 2 },
      ],
    ]);
    const exact = { spreadsheet, find_text: "green", match_case: true, range: "Teas!A2:B9" };
    expect((await run(googleSheetsFind, exact))["locations"]).toMatchObject([[{ address: "A2" }]]);
    await run(googleSheetsFindReplace, {
      spreadsheet,
      find_text: "green",
      replace_text: "mint",
      sheet_id: 0,
    });
    expect(cells().map(([what]) => what)).toEqual(["what", "mint", "black", "mint", "white"]);
    expect(cells(1)).toEqual([[], ["", "green"]]);
  });

  it("are written and emptied many at once, in their order", async () => {
    const { run, spreadsheet, cells } = await aSpreadsheet();
    await run(googleSheetsBatchOperations, {
      spreadsheet,
      operations: [
        { type: "clear", range: "Teas!A2:B5" },
        { type: "update", range: "Teas!A2", values: [["mint", "1"]] },
        { type: "update", range: "Teas!A3", values: [["red"]] },
        { type: "clear", range: "Teas!B2" },
      ],
    });
    expect(cells()).toEqual([["what", "price"], ["mint"], ["red"]]);
    await run(googleSheetsClear, { spreadsheet, range: "A3" });
    expect((await run(googleSheetsRead, { spreadsheet, range: "A:B" }))["result"]).toEqual([
      [["what", "price"], ["mint"]],
    ]);
  });

  it("get looks, notes, choices, a name and protection", async () => {
    const { run, spreadsheet, book } = await aSpreadsheet();
    await run(googleSheetsFormat, {
      spreadsheet,
      range: "Teas!A1:B1",
      bold: true,
      background_color: { red: 1 },
    });
    await run(googleSheetsAddDropdown, { spreadsheet, range: "B2:B5", options: ["3", "4"] });
    await run(googleSheetsAddNote, { spreadsheet, cell: "Teas!B3", note: "Dear" });
    expect(book?.sheets[0]?.rows[0]?.[1]?.format).toMatchObject({
      textFormat: { bold: true },
      backgroundColor: { red: 1 },
    });
    expect(book?.sheets[0]?.rows[4]?.[1]?.validation).toMatchObject({ strict: true });
    expect(await run(googleSheetsGetNotes, { spreadsheet, range: "B2:C9" })).toMatchObject({
      notes: [[{ cell: "B3", note: "Dear" }]],
    });
    const named = await run(googleSheetsCreateNamedRange, { spreadsheet, name: "Prices", range: "B2:B5" });
    expect(await run(googleSheetsListNamedRanges, { spreadsheet })).toMatchObject({
      named_ranges: [[{ id: named["named_range_id"]?.[0], name: "Prices", range: "'Teas'!B2:B5" }]],
    });
    await run(googleSheetsProtectRange, { spreadsheet, sheet_name: "Ada's log" });
    expect(book?.protectedRanges).toMatchObject([
      { range: { sheetId: book?.sheets[1]?.sheetId }, warningOnly: false },
    ]);
  });

  it.each([
    [
      "a range that is none",
      googleSheetsFormat,
      { range: "everything" },
      '"everything" is no range such as A1:B2',
    ],
    [
      "a sheet that is not there",
      googleSheetsGetRow,
      { sheet_name: "Nope", row_index: 1 },
      'There is no sheet "Nope"',
    ],
    [
      "a column that is not there",
      googleSheetsDeleteColumn,
      { column: "no such" },
      'There is no column "no such"',
    ],
    ["cells beyond the sheet", googleSheetsRead, { range: "Teas!A1:B9999" }, "exceeds grid limits"],
    [
      "a name that is taken",
      googleSheetsManageSheet,
      { operation: "create", sheet_name: "teas" },
      "already exists",
    ],
  ])("refuse %s, and say so", async (_what, block, input, said) => {
    const { attempt, spreadsheet } = await aSpreadsheet();
    expect((await attempt(block, { spreadsheet, ...input }))["error"]).toEqual([
      expect.stringContaining(said),
    ]);
  });
});

describe("a whole sheet", () => {
  it("is made, copied, also into another spreadsheet, and deleted", async () => {
    const { run, spreadsheet, book, sheets } = await aSpreadsheet();
    await run(googleSheetsManageSheet, { spreadsheet, operation: "create", sheet_name: "New" });
    await run(googleSheetsManageSheet, { spreadsheet, operation: "copy", source_sheet_id: 0 });
    await run(googleSheetsManageSheet, { spreadsheet, operation: "delete", sheet_name: "Ada's log" });
    expect(book?.sheets.map(({ title }) => title)).toEqual(["Teas", "New", "Copy of Teas"]);
    const other = await run(googleSheetsCreateSpreadsheet, { title: "Other" });
    const copied = await run(googleSheetsCopyToSpreadsheet, {
      source_spreadsheet: spreadsheet,
      destination_spreadsheet_id: other["spreadsheet_id"]?.[0] ?? "",
    });
    expect(copied).toMatchObject({ new_sheet_name: ["Copy of Teas"], spreadsheet: [spreadsheet] });
    expect([...sheets.books.values()][1]?.sheets).toHaveLength(2);
    expect((await run(googleSheetsMetadata, { spreadsheet }))["result"]).toMatchObject([{ title: "Tea" }]);
  });

  it("goes out as CSV and comes in again, larger than the sheet was", async () => {
    const { run, spreadsheet, book, cells } = await aSpreadsheet([["a", 'b, "c"'], ["d"]]);
    const csv = await run(googleSheetsExportCsv, { spreadsheet });
    expect(csv).toMatchObject({ csv_data: ['a,"b, ""c"""\r\nd,'], row_count: [2] });
    await run(googleSheetsImportCsv, {
      spreadsheet,
      csv_data: csv["csv_data"]?.[0] ?? "",
      start_cell: "Z1000",
      clear_existing: true,
    });
    expect(cells()[999]?.slice(25)).toEqual(["a", 'b, "c"']);
    expect(book?.sheets[0]).toMatchObject({ rowCount: 1001, columnCount: 27 });
    expect(cells()[0]).toEqual([]);
  });

  it("is shared with somebody, and with everybody", async () => {
    const { run, spreadsheet, files } = await aSpreadsheet();
    await run(googleSheetsShareSpreadsheet, {
      spreadsheet,
      email: "eve@example.com",
      send_notification: false,
    });
    await run(googleSheetsSetPublicAccess, { spreadsheet, role: "commenter" });
    const [file] = files.values();
    expect([...(file?.permissions.values() ?? [])]).toMatchObject([
      { type: "user", role: "reader" },
      { type: "anyone", role: "commenter" },
    ]);
  });
});
