import { BlockError } from "../block.ts";

/** Cells by their numbers from 0, the ends excluded; what is left out is not bounded there. */
export interface Bounds {
  startRowIndex?: number;
  endRowIndex?: number;
  startColumnIndex?: number;
  endColumnIndex?: number;
}

/** A range in A1 notation, such as `A1`, `A1:B2`, `A:C`, `'My sheet'!2:3`: its sheet, empty when not named, and its cells. */
export function partsOfA1(range: string): { sheet: string; cells: string } {
  const [, quoted, plain, cells = ""] = /^(?:'((?:[^']|'')*)'|([^'!]*))!(.*)$/.exec(range) ?? [];
  const sheet = quoted?.replaceAll("''", "'") ?? plain;
  return sheet === undefined ? { sheet: "", cells: range } : { sheet, cells };
}

/** The bounds of a range without a sheet; none for an empty one. */
export function boundsOf(cells: string): Bounds {
  const match = /^([A-Za-z]{1,3})?([1-9]\d*)?(:([A-Za-z]{1,3})?([1-9]\d*)?)?$/.exec(cells);
  if (match === null) throw new BlockError(`"${cells}" is no range such as A1:B2`);
  const [, left, top, rest, toColumn, toRow] = match;
  const [right, bottom] = rest === undefined ? [left, top] : [toColumn, toRow];
  return {
    ...(top !== undefined && { startRowIndex: Number(top) - 1 }),
    ...(bottom !== undefined && { endRowIndex: Number(bottom) }),
    ...(left !== undefined && { startColumnIndex: columnNumber(left) }),
    ...(right !== undefined && { endColumnIndex: columnNumber(right) + 1 }),
  };
}

export const columnNumber = (letters: string): number =>
  [...letters.toUpperCase()].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1;

/** The letters of a column by its number from 0. */
export function columnLetters(column: number): string {
  const last = String.fromCharCode(65 + (column % 26));
  return column < 26 ? last : columnLetters(Math.floor(column / 26) - 1) + last;
}

/** A range of these bounds in A1 notation. */
export function a1Of({ startRowIndex, endRowIndex, startColumnIndex, endColumnIndex }: Bounds): string {
  const corner = (column: number | undefined, row: number | undefined) =>
    `${column === undefined ? "" : columnLetters(column)}${row === undefined ? "" : row + 1}`;
  const before = (end: number | undefined) => (end === undefined ? undefined : end - 1);
  const first = corner(startColumnIndex, startRowIndex);
  const last = corner(before(endColumnIndex), before(endRowIndex));
  return first === last ? first : `${first}:${last}`;
}
