import type { JsonObject } from "#lib/json.ts";
import { Refusal } from "../described.ts";

export interface Cell {
  value: string;
  note?: string;
  format?: JsonObject;
  validation?: JsonObject;
}

export interface Sheet {
  sheetId: number;
  title: string;
  rowCount: number;
  columnCount: number;
  rows: Cell[][];
}

export interface Book {
  spreadsheetId: string;
  title: string;
  sheets: Sheet[];
  namedRanges: JsonObject[];
  protectedRanges: JsonObject[];
}

/** Rows and columns from 0, the ends excluded. */
export interface Area {
  sheet: Sheet;
  top: number;
  left: number;
  bottom: number;
  right: number;
}

export const newSheet = (sheetId: number, title: string): Sheet => ({
  sheetId,
  title,
  rowCount: 1000,
  columnCount: 26,
  rows: [],
});

export const propertiesOf = ({ sheets }: Book, sheet: Sheet): JsonObject => ({
  sheetId: sheet.sheetId,
  title: sheet.title,
  index: sheets.indexOf(sheet),
  sheetType: "GRID",
  gridProperties: { rowCount: sheet.rowCount, columnCount: sheet.columnCount },
});

const unparsable = (range: string) => new Refusal(400, `Unable to parse range: ${range}`);

/** A range in A1 notation; without a sheet's name it is on the first. */
export function areaOf(sheets: readonly Sheet[], range: string): Area {
  const { sheet, cells } = partsOf(sheets, range);
  const match = /^([A-Za-z]{1,3})?(\d+)?(:([A-Za-z]{1,3})?(\d+)?)?$/.exec(cells);
  if (sheet === undefined || match === null) throw unparsable(range);
  const [, left = "", top = "", colon, right, bottom] = match;
  const [toColumn = "", toRow = ""] = colon === undefined ? [left, top] : [right, bottom];
  const area = {
    sheet,
    top: top === "" ? 0 : Number(top) - 1,
    left: left === "" ? 0 : columnNumber(left),
    bottom: toRow === "" ? sheet.rowCount : Number(toRow),
    right: toColumn === "" ? sheet.columnCount : columnNumber(toColumn) + 1,
  };
  if (area.bottom > sheet.rowCount || area.right > sheet.columnCount) throw tooFar(range, sheet);
  return area;
}

/** `cells` is empty for a whole sheet. */
function partsOf(sheets: readonly Sheet[], range: string): { sheet: Sheet | undefined; cells: string } {
  const [, quoted, plain = "", rest] = /^(?:'((?:[^']|'')*)'|([^'!]+))(?:!(.*))?$/.exec(range) ?? [];
  const name = quoted?.replaceAll("''", "'") ?? plain;
  const named = sheets.find(({ title }) => title === name);
  if (named !== undefined) return { sheet: named, cells: rest ?? "" };
  const isOnFirst = rest === undefined && quoted === undefined;
  return { sheet: isOnFirst ? sheets[0] : undefined, cells: name || "?" };
}

const tooFar = (range: string, { rowCount, columnCount }: Sheet) =>
  new Refusal(
    400,
    `Range (${range}) exceeds grid limits. Max rows: ${rowCount}, max columns: ${columnCount}`,
  );

const columnNumber = (letters: string): number =>
  [...letters.toUpperCase()].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1;

export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnLetters(Math.floor(column / 26) - 1) + last;
}

/** The area as Google writes it in answers. */
export function a1Of({ sheet, top, left, bottom, right }: Area): string {
  const title = /^\w+$/.test(sheet.title) ? sheet.title : `'${sheet.title.replaceAll("'", "''")}'`;
  const first = `${columnLetters(left)}${top + 1}`;
  const last = `${columnLetters(right - 1)}${bottom}`;
  return `${title}!${first === last ? first : `${first}:${last}`}`;
}

export function cellAt({ rows }: Sheet, row: number, column: number): Cell {
  rows[row] ??= [];
  for (let at = 0; at <= row; at++) rows[at] ??= [];
  const cells = rows[row];
  for (let at = cells.length; at <= column; at++) cells.push({ value: "" });
  return cells[column] ?? { value: "" };
}

/** Values without empty cells at the ends of rows and without empty rows at the end. */
export function valuesIn({ sheet, top, left, bottom, right }: Area): string[][] {
  const rows = sheet.rows.slice(top, bottom).map((row) => {
    const values = (row ?? []).slice(left, right).map(({ value }) => value);
    return values.slice(0, values.findLastIndex((value) => value !== "") + 1);
  });
  return rows.slice(0, rows.findLastIndex((row) => row.length > 0) + 1);
}

/** Puts rows of values at the upper left of an area; answers how many cells that were. */
export function putValues(area: Area, values: readonly (readonly string[])[], isTyped: boolean): number {
  const { sheet, top, left } = area;
  let count = 0;
  for (const [y, row] of values.entries()) {
    for (const [x, value] of row.entries()) {
      if (left + x >= Math.max(area.right, area.left + 1) && area.right - area.left > 1) {
        throw new Refusal(400, "Requested writing within range, but tried writing to more columns");
      }
      cellAt(sheet, top + y, left + x).value = isTyped ? typed(value) : value;
      count++;
    }
  }
  return count;
}

/** As if it were typed in: numbers lose what is not needed to say them. */
const typed = (value: string): string => (/^-?\d+(\.\d+)?$/.test(value) ? String(Number(value)) : value);
