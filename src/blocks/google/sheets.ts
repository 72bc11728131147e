import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { type ApiClient, understood } from "../api.ts";
import { BlockError, type BlockIo } from "../block.ts";
import { advanced } from "../pins.ts";
import { boundsOf, columnNumber, partsOfA1 } from "./a1.ts";
import { credentialOf, type DriveFile, driveFile, googleClient } from "./api.ts";

const BASE = "https://sheets.googleapis.com/v4/spreadsheets";

/** A spreadsheet that somebody chose. */
export const spreadsheetPin = () =>
  driveFile().meta({
    description: "The spreadsheet, as the file picker gives it",
    format: "google-drive-picker",
  });

/** It is handed on, so that nodes can be chained. */
export const spreadsheetOut = () => driveFile().describe("The same spreadsheet, for the next node");

export const sheetNamePin = () =>
  z.string().default("").describe("Name of the sheet; the first unless given");

export const inputOptionPin = () =>
  z
    .enum(["RAW", "USER_ENTERED"])
    .default("USER_ENTERED")
    .meta(advanced("Whether values are kept as they are, or read as if typed in"));

export interface Spreadsheet extends ApiClient {
  /** Calls below the spreadsheet. */
  path(rest: string): string;
}

export function spreadsheetOf(io: BlockIo, file: DriveFile): Spreadsheet {
  const client = googleClient(io, BASE, credentialOf(file));
  return { ...client, path: (rest) => `/${encodeURIComponent(file.id)}${rest}` };
}

const Sheet = () =>
  z.object({
    sheetId: z.int(),
    title: z.string(),
    gridProperties: z
      .object({ rowCount: z.int().default(0), columnCount: z.int().default(0) })
      .default({ rowCount: 0, columnCount: 0 }),
  });

export type Sheet = z.output<ReturnType<typeof Sheet>>;

export async function allSheets(spreadsheet: Spreadsheet): Promise<Sheet[]> {
  const Found = z.object({ sheets: z.array(z.object({ properties: Sheet() })) });
  const query = { fields: "sheets.properties(sheetId,title,gridProperties(rowCount,columnCount))" };
  const { sheets } = await spreadsheet.ask(Found, spreadsheet.path(""), { query });
  return sheets.map(({ properties }) => properties);
}

/** A sheet by its name; the first when the name is empty. */
export async function sheetNamed(spreadsheet: Spreadsheet, name: string): Promise<Sheet> {
  const sheets = await allSheets(spreadsheet);
  const found = name === "" ? sheets[0] : sheets.find(({ title }) => title === name);
  if (found === undefined)
    throw new BlockError(name === "" ? "There is no sheet" : `There is no sheet "${name}"`);
  return found;
}

/** Cells as changes name them; what is left out is not bounded. */
export const GridRange = () =>
  z.object({
    sheetId: z.int().default(0),
    startRowIndex: z.int().exactOptional(),
    endRowIndex: z.int().exactOptional(),
    startColumnIndex: z.int().exactOptional(),
    endColumnIndex: z.int().exactOptional(),
  });

/** The cells of a range in A1 notation, on the sheet that it names, else on the one of that name. */
export async function gridRange(
  spreadsheet: Spreadsheet,
  range: string,
  sheetName = "",
): Promise<z.output<ReturnType<typeof GridRange>>> {
  const { sheet, cells } = partsOfA1(range);
  const bounds = boundsOf(cells);
  return { sheetId: (await sheetNamed(spreadsheet, sheet || sheetName)).sheetId, ...bounds };
}

/** A range in A1 notation on a sheet of this name. */
export const onSheet = (title: string, range: string): string =>
  `'${title.replaceAll("'", "''")}'${range === "" ? "" : `!${range}`}`;

const Values = z.object({ values: z.array(z.array(z.unknown())).default([]) });

/** Cells as Google shows them: rows of texts, without empty cells at their ends. */
export async function readRange(spreadsheet: Spreadsheet, range: string): Promise<string[][]> {
  const path = spreadsheet.path(`/values/${encodeURIComponent(range)}`);
  const { values } = await spreadsheet.ask(Values, path);
  return values.map((row) => row.map(String));
}

export const writeRange = (
  spreadsheet: Spreadsheet,
  range: string,
  values: string[][],
  valueInputOption: string,
): Promise<Json> =>
  spreadsheet.ask(anyAnswer(), spreadsheet.path(`/values/${encodeURIComponent(range)}`), {
    method: "PUT",
    query: { valueInputOption },
    body: { range, majorDimension: "ROWS", values },
  });

export const changeSheets = (spreadsheet: Spreadsheet, requests: Json[]): Promise<Json> =>
  spreadsheet.ask(anyAnswer(), spreadsheet.path(":batchUpdate"), { method: "POST", body: { requests } });

/** The reply to the only request of a change. */
export function replyOf<S extends z.ZodType>(Reply: S, answer: Json): z.output<S> {
  const Answer = z.object({ replies: z.array(Reply) });
  const [reply] = understood({ name: "Google", base: BASE }, Answer, answer).replies;
  if (reply === undefined) throw new BlockError("Google answered nothing to the change");
  return reply;
}

/** What Google answers, handed on as it is. */
export const anyAnswer = () => z.custom<Json>((value) => value !== undefined);

/** Where a column stands, from 0: by its heading, else by its letters. */
export function columnOf(header: readonly string[], column: string): number {
  const named = header.indexOf(column);
  if (named >= 0) return named;
  if (!/^[A-Za-z]{1,3}$/.test(column)) throw new BlockError(`There is no column "${column}"`);
  return columnNumber(column);
}

/** A row by the headings of its columns. */
export const byHeading = (header: readonly string[], row: readonly string[]): Record<string, string> =>
  Object.fromEntries(header.map((heading, index) => [heading, row[index] ?? ""]));
