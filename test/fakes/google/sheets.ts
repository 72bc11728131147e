import type { Json, JsonObject } from "#lib/json.ts";
import { type Call, describedApi, type FakeApi, Refusal, type Tokens } from "../described.ts";
import { dictIn, factsOf, listIn, textIn } from "../facts.ts";
import { google } from "./dialect.ts";
import type { Files } from "./drive.ts";
import { masked } from "./fields.ts";
import { type Area, a1Of, areaOf, type Book, newSheet, propertiesOf, putValues, valuesIn } from "./grid.ts";
import { asDicts } from "./requests.ts";
import { changed } from "./sheet-requests.ts";

const SPREADSHEET = "application/vnd.google-apps.spreadsheet";

/** Google Sheets, whose spreadsheets are files of Drive. */
export function fakeSheets(tokens: Tokens, files: Files): FakeApi & { books: Map<string, Book> } {
  const books = new Map<string, Book>();
  const book = ({ params }: Call): Book => {
    const found = books.get(params["spreadsheetId"] ?? "");
    if (found === undefined) throw new Refusal(404, "");
    return found;
  };
  const api = describedApi(factsOf("sheets"), google, tokens, {
    "spreadsheets.create": ({ body }) => {
      const made = create(body, books.size);
      books.set(made.spreadsheetId, made);
      files.set(made.spreadsheetId, {
        name: made.title,
        mimeType: SPREADSHEET,
        permissions: new Map(),
        exported: () => null,
      });
      return resource(made, false);
    },
    "spreadsheets.get": (call) => {
      const ranges = call.query.getAll("ranges");
      const fields = call.query.get("fields");
      const isWithData = call.query.get("includeGridData") === "true" || /\bdata\b/.test(fields ?? "");
      return masked(resource(book(call), isWithData, ranges), fields);
    },
    "spreadsheets.batchUpdate": (call) => {
      const of = book(call);
      const replies = asDicts(listIn(call.body, "requests")).map((request) => changed(of, request));
      return { spreadsheetId: of.spreadsheetId, replies };
    },
    "spreadsheets.values.get": (call) => {
      const area = areaOf(book(call).sheets, call.params["range"] ?? "");
      const values = valuesIn(area);
      return { range: a1Of(area), majorDimension: "ROWS", ...(values.length > 0 && { values }) };
    },
    "spreadsheets.values.update": (call) => update(book(call), call),
    "spreadsheets.values.append": (call) => append(book(call), call),
    "spreadsheets.values.clear": (call) => {
      const of = book(call);
      return { spreadsheetId: of.spreadsheetId, clearedRange: a1Of(cleared(of, call.params["range"] ?? "")) };
    },
    "spreadsheets.values.batchUpdate": (call) => batchUpdate(book(call), call),
    "spreadsheets.values.batchClear": (call) => {
      const of = book(call);
      const clearedRanges = listIn(call.body, "ranges").map((range) => a1Of(cleared(of, String(range))));
      return { spreadsheetId: of.spreadsheetId, clearedRanges };
    },
    "spreadsheets.sheets.copyTo": (call) => copyTo(books, book(call), call),
  });
  return { ...api, books };
}

function create(body: JsonObject, count: number): Book {
  const titles = asDicts(listIn(body, "sheets")).map((sheet) => textIn(dictIn(sheet, "properties"), "title"));
  if (new Set(titles).size < titles.length) throw new Refusal(400, "Two sheets have one name");
  const names = titles.length === 0 ? ["Sheet1"] : titles;
  return {
    spreadsheetId: `1sheet${count}`,
    title: textIn(dictIn(body, "properties"), "title") || "Untitled spreadsheet",
    // The first sheet has the id 0, the others any.
    sheets: names.map((title, index) => newSheet(index * 1_000_003, title)),
    namedRanges: [],
    protectedRanges: [],
  };
}

function resource(book: Book, isWithData: boolean, ranges: readonly string[] = []): JsonObject {
  const areas = ranges.map((range) => areaOf(book.sheets, range));
  const shown = areas.length === 0 ? book.sheets : [...new Set(areas.map(({ sheet }) => sheet))];
  return {
    spreadsheetId: book.spreadsheetId,
    spreadsheetUrl: `https://docs.google.com/spreadsheets/d/${book.spreadsheetId}/edit`,
    properties: { title: book.title, locale: "en_US", timeZone: "Etc/UTC" },
    sheets: shown.map((sheet) => ({
      properties: propertiesOf(book, sheet),
      ...(isWithData && { data: dataOf(areas.filter((area) => area.sheet === sheet)) }),
    })),
    ...(book.namedRanges.length > 0 && { namedRanges: book.namedRanges }),
  };
}

/** What is 0 or empty is left out, as Google does. */
const dataOf = (areas: readonly Area[]): Json =>
  areas.map(({ sheet, top, left, bottom, right }) => ({
    ...(top > 0 && { startRow: top }),
    ...(left > 0 && { startColumn: left }),
    rowData: sheet.rows.slice(top, bottom).map((row) => ({
      values: row.slice(left, right).map(({ value, note, format }) => ({
        ...(value !== "" && { formattedValue: value }),
        ...(note !== undefined && { note }),
        ...(format !== undefined && { userEnteredFormat: format }),
      })),
    })),
  }));

const rowsIn = (body: JsonObject): string[][] =>
  listIn(body, "values").map((row) => (Array.isArray(row) ? row.map((value) => String(value ?? "")) : []));

const isTyped = (option: string | null): boolean => {
  if (option !== "RAW" && option !== "USER_ENTERED")
    throw new Refusal(400, "'valueInputOption' is required but not specified");
  return option === "USER_ENTERED";
};

function update(book: Book, { params, query, body }: Call): Json {
  const range = params["range"] ?? "";
  const given = textIn(body, "range");
  if (given !== "" && given !== range) {
    throw new Refusal(400, `Requested range [${range}] does not match value range [${given}]`);
  }
  return written(book, range, rowsIn(body), isTyped(query.get("valueInputOption")));
}

function written(book: Book, range: string, values: string[][], typed: boolean): JsonObject {
  const area = areaOf(book.sheets, range);
  const count = putValues(area, values, typed);
  const width = Math.max(0, ...values.map((row) => row.length));
  const done = { ...area, bottom: area.top + values.length, right: area.left + width };
  return {
    spreadsheetId: book.spreadsheetId,
    updatedRange: a1Of(done),
    updatedRows: values.length,
    updatedColumns: width,
    updatedCells: count,
  };
}

function append(book: Book, { params, query, body }: Call): Json {
  const area = areaOf(book.sheets, params["range"] ?? "");
  const { sheet } = area;
  const used = valuesIn({ ...area, top: 0, left: 0, bottom: sheet.rowCount, right: sheet.columnCount });
  const range = a1Of({ ...area, top: used.length, bottom: used.length + 1, left: 0, right: 1 });
  const updates = written(book, range, rowsIn(body), isTyped(query.get("valueInputOption")));
  const width = Math.max(0, ...used.map((row) => row.length));
  const tableRange = a1Of({ sheet, top: 0, left: 0, bottom: used.length, right: width });
  return { spreadsheetId: book.spreadsheetId, ...(used.length > 0 && { tableRange }), updates };
}

function batchUpdate(book: Book, { body }: Call): Json {
  const typed = isTyped(textIn(body, "valueInputOption"));
  const responses = asDicts(listIn(body, "data")).map((data) =>
    written(book, textIn(data, "range"), rowsIn(data), typed),
  );
  const sum = (name: string) => responses.reduce((total, each) => total + Number(each[name]), 0);
  return {
    spreadsheetId: book.spreadsheetId,
    totalUpdatedRows: sum("updatedRows"),
    totalUpdatedCells: sum("updatedCells"),
    responses,
  };
}

function cleared(book: Book, range: string): Area {
  const area = areaOf(book.sheets, range);
  for (const row of area.sheet.rows.slice(area.top, area.bottom)) {
    for (const cell of row.slice(area.left, area.right)) cell.value = "";
  }
  return area;
}

function copyTo(books: Map<string, Book>, from: Book, { params, body }: Call): Json {
  const sheet = from.sheets.find(({ sheetId }) => String(sheetId) === params["sheetId"]);
  const to = books.get(textIn(body, "destinationSpreadsheetId"));
  if (sheet === undefined || to === undefined) throw new Refusal(404, "");
  const copy = {
    ...structuredClone(sheet),
    sheetId: to.sheets.length * 7919,
    title: `Copy of ${sheet.title}`,
  };
  to.sheets.push(copy);
  return propertiesOf(to, copy);
}
