import type { Json, JsonObject } from "#lib/json.ts";
import { Refusal } from "../described.ts";
import { dictIn, listIn, numberIn, textIn } from "../facts.ts";
import { type Area, type Book, type Cell, cellAt, newSheet, propertiesOf, type Sheet } from "./grid.ts";
import { asDicts, oneOf } from "./requests.ts";

/** Carries one request of a batch update out, and answers its reply. */
export function changed(book: Book, request: JsonObject): Json {
  const [kind, of] = oneOf(request);
  const change = CHANGES[kind];
  if (change === undefined) throw new Refusal(400, `Invalid request: ${kind}`);
  return change(book, of);
}

type Change = (book: Book, of: JsonObject) => Json;

const CHANGES: Record<string, Change> = {
  addSheet: (book, of) => {
    const title = textIn(dictIn(of, "properties"), "title");
    return { addSheet: { properties: propertiesOf(book, added(book, newSheet(nextId(book), title))) } };
  },
  deleteSheet: (book, of) => {
    if (book.sheets.length === 1) throw new Refusal(400, "You can't remove all the sheets in a document.");
    book.sheets.splice(book.sheets.indexOf(sheetOf(book, of)), 1);
    return {};
  },
  duplicateSheet: (book, of) => {
    const source = sheetOf(book, { sheetId: of["sourceSheetId"] ?? 0 });
    const title = textIn(of, "newSheetName") || `Copy of ${source.title}`;
    const copy = { ...structuredClone(source), sheetId: nextId(book), title };
    return { duplicateSheet: { properties: propertiesOf(book, added(book, copy)) } };
  },
  findReplace: (book, of) => ({ findReplace: replaced(book, of) }),
  insertDimension: (book, of) => {
    const { sheet, isRows, start, end } = dimensionOf(book, dictIn(of, "range"));
    const size = isRows ? sheet.rowCount : sheet.columnCount;
    if (start > size || (start === size && of["inheritFromBefore"] !== true)) {
      throw new Refusal(400, `range.startIndex[${start}] is too large. Dimension has length: ${size}`);
    }
    inserted(sheet, isRows, start, end - start);
    return {};
  },
  appendDimension: (book, of) => {
    const sheet = sheetOf(book, of);
    if (of["dimension"] === "ROWS") sheet.rowCount += numberIn(of, "length");
    else sheet.columnCount += numberIn(of, "length");
    return {};
  },
  deleteDimension: (book, of) => {
    const { sheet, isRows, start, end } = dimensionOf(book, dictIn(of, "range"));
    if (end > (isRows ? sheet.rowCount : sheet.columnCount)) {
      throw new Refusal(400, "Cannot delete what does not exist");
    }
    if (isRows) sheet.rows.splice(start, end - start);
    else for (const row of sheet.rows) row.splice(start, end - start);
    if (isRows) sheet.rowCount -= end - start;
    else sheet.columnCount -= end - start;
    return {};
  },
  repeatCell: (book, of) => {
    const format = dictIn(dictIn(of, "cell"), "userEnteredFormat");
    each(gridArea(book, dictIn(of, "range")), (cell) => {
      cell.format = { ...cell.format, ...format };
    });
    return {};
  },
  setDataValidation: (book, of) => {
    each(gridArea(book, dictIn(of, "range")), (cell) => {
      cell.validation = dictIn(of, "rule");
    });
    return {};
  },
  updateCells: (book, of) => {
    const { sheet, top, left } = gridArea(book, dictIn(of, "range"));
    if (!["note", "*"].includes(textIn(of, "fields")))
      throw new Refusal(400, "At least one field must be listed");
    for (const [y, row] of asDicts(listIn(of, "rows")).entries()) {
      for (const [x, cell] of asDicts(listIn(row, "values")).entries()) {
        cellAt(sheet, top + y, left + x).note = textIn(cell, "note");
      }
    }
    return {};
  },
  sortRange: (book, of) => {
    sorted(gridArea(book, dictIn(of, "range")), asDicts(listIn(of, "sortSpecs")));
    return {};
  },
  addNamedRange: (book, of) => {
    const range = dictIn(of, "namedRange");
    const name = textIn(range, "name");
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new Refusal(400, "The name is not valid");
    if (book.namedRanges.some((each) => each["name"] === name)) throw new Refusal(400, "The name is taken");
    gridArea(book, dictIn(range, "range"));
    const namedRange = { namedRangeId: `nr${book.namedRanges.length}`, ...range };
    book.namedRanges.push(namedRange);
    return { addNamedRange: { namedRange } };
  },
  addProtectedRange: (book, of) => {
    const given = dictIn(of, "protectedRange");
    gridArea(book, dictIn(given, "range"));
    const protectedRange = { protectedRangeId: 500 + book.protectedRanges.length, ...given };
    book.protectedRanges.push(protectedRange);
    return { addProtectedRange: { protectedRange } };
  },
};

const nextId = ({ sheets }: Book): number => Math.max(...sheets.map(({ sheetId }) => sheetId)) + 17;

function added(book: Book, sheet: Sheet): Sheet {
  if (book.sheets.some(({ title }) => title.toLowerCase() === sheet.title.toLowerCase())) {
    throw new Refusal(
      400,
      `A sheet with the name "${sheet.title}" already exists. Please enter another name.`,
    );
  }
  book.sheets.push(sheet);
  return sheet;
}

function sheetOf({ sheets }: Book, of: JsonObject): Sheet {
  const id = numberIn(of, "sheetId");
  const found = sheets.find(({ sheetId }) => sheetId === id);
  if (found === undefined) throw new Refusal(400, `No grid with id: ${id}`);
  return found;
}

function dimensionOf(book: Book, of: JsonObject) {
  const [start, end] = [numberIn(of, "startIndex"), numberIn(of, "endIndex")];
  if (end <= start) throw new Refusal(400, "The range is empty");
  return { sheet: sheetOf(book, of), isRows: of["dimension"] === "ROWS", start, end };
}

/** What a GridRange leaves out is not bounded there. */
function gridArea(book: Book, of: JsonObject): Area {
  const sheet = sheetOf(book, of);
  const area = {
    sheet,
    top: numberIn(of, "startRowIndex"),
    left: numberIn(of, "startColumnIndex"),
    bottom: Number(of["endRowIndex"] ?? sheet.rowCount),
    right: Number(of["endColumnIndex"] ?? sheet.columnCount),
  };
  if (area.bottom > sheet.rowCount || area.right > sheet.columnCount || area.top >= area.bottom) {
    throw new Refusal(400, "The range is not on the sheet");
  }
  return area;
}

function inserted(sheet: Sheet, isRows: boolean, start: number, count: number): void {
  if (isRows) {
    cellAt(sheet, Math.max(0, start - 1), 0);
    sheet.rows.splice(start, 0, ...Array.from({ length: count }, () => []));
    sheet.rowCount += count;
    return;
  }
  const blank = (): Cell => ({ value: "" });
  for (const row of sheet.rows)
    if (row.length > start) row.splice(start, 0, ...Array.from({ length: count }, blank));
  sheet.columnCount += count;
}

function each({ sheet, top, left, bottom, right }: Area, change: (cell: Cell) => void): void {
  for (let row = top; row < Math.min(bottom, 1000); row++) {
    for (let column = left; column < right; column++) change(cellAt(sheet, row, column));
  }
}

function sorted({ sheet, top, left, bottom, right }: Area, specs: readonly JsonObject[]): void {
  const rows = sheet.rows.slice(top, bottom).map((row) => row.slice(left, right));
  const order = (a: Cell[], b: Cell[]): number => {
    const differences = specs.map((spec) => {
      const at = numberIn(spec, "dimensionIndex") - left;
      const difference = compared(a[at]?.value ?? "", b[at]?.value ?? "");
      return spec["sortOrder"] === "DESCENDING" ? -difference : difference;
    });
    return differences.find((difference) => difference !== 0) ?? 0;
  };
  for (const [index, row] of rows.toSorted(order).entries()) {
    const whole = sheet.rows[top + index] ?? [];
    sheet.rows[top + index] = [...whole.slice(0, left), ...row, ...whole.slice(right)];
  }
}

/** Numbers before text, and what is empty last. */
function compared(one: string, two: string): number {
  if (one === "" || two === "") return Number(one === "") - Number(two === "");
  const [a, b] = [one, two].map(Number);
  const difference = Number(a) - Number(b);
  return Number.isNaN(difference) ? one.localeCompare(two) : difference;
}

function replaced(book: Book, of: JsonObject): JsonObject {
  if ((of["allSheets"] === true) === (of["sheetId"] !== undefined)) {
    throw new Refusal(400, "Exactly one scope must be given");
  }
  const sheets = of["allSheets"] === true ? book.sheets : [sheetOf(book, of)];
  const find = textIn(of, "find").replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = new RegExp(
    of["matchEntireCell"] === true ? `^${find}$` : find,
    of["matchCase"] === true ? "g" : "gi",
  );
  let occurrencesChanged = 0;
  for (const cell of sheets.flatMap(({ rows }) => rows.flat())) {
    occurrencesChanged += [...cell.value.matchAll(pattern)].length;
    cell.value = cell.value.replaceAll(pattern, () => textIn(of, "replacement"));
  }
  return occurrencesChanged === 0 ? {} : { occurrencesChanged };
}
