/**
 * Whether a word is another with a slip or two of the keyboard: a letter too many, too few, wrong, or two in the wrong
 * order. Short words must be right, for they would be like too many.
 */
export function isLike(word: string, other: string): boolean {
  const most = word.length < 4 ? 0 : word.length < 8 ? 1 : 2;
  return Math.abs(word.length - other.length) <= most && slips(word, other) <= most;
}

/** Restricted Damerau-Levenshtein distance, row by row. */
function slips(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const isSame = a[i - 1] === b[j - 1];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const steps = [at(above, j) + 1, at(row, j - 1) + 1, at(above, j - 1) + (isSame ? 0 : 1)];
      row.push(Math.min(...steps, isSwapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY));
    }
    before = above;
    above = row;
  }
  return at(above, b.length);
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY;
