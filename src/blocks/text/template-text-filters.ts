import type { Json } from "#lib/json.ts";
import { type FilterArguments, numberOf } from "./filter-arguments.ts";

/** Wider texts are not for people to read. */
const MOST_WIDTH = 10_000;

type TextFilter = (text: string, args: FilterArguments) => Json;

/** Jinja's filters of texts that the library lacks; undefined for those that it has. */
export const textFilter = (name: string, text: string, args: FilterArguments): Json | undefined =>
  Object.hasOwn(FILTERS, name) ? FILTERS[name]?.(text, args) : undefined;

const FILTERS: Readonly<Record<string, TextFilter>> = {
  truncate: truncated,
  wordcount: (text) => text.match(/\w+/g)?.length ?? 0,
  list: (text) => [...text],
  reverse: (text) => [...text].reverse().join(""),
  first: (text) => text.slice(0, 1),
  last: (text) => text.slice(-1),
  urlencode: (text) => encodeURIComponent(text.toWellFormed()).replaceAll("%2F", "/"),
  center: centered,
  wordwrap: wrapped,
  striptags: (text) =>
    withoutComments(text)
      .replaceAll(/<[^<>]*>/g, "")
      .replaceAll(/\s+/g, " ")
      .trim(),
  format: formatted,
};

function truncated(text: string, args: FilterArguments): string {
  const length = numberOf(args, 0, "length", 255);
  const cutsWords = args.positional[1] ?? args.named.get("killwords") ?? false;
  const end = args.positional[2] ?? args.named.get("end") ?? "...";
  const leeway = numberOf(args, 3, "leeway", 5);
  if (typeof end !== "string") throw new Error("The filter truncate takes a text as end");
  if (text.length <= length + leeway) return text;
  const cut = text.slice(0, Math.max(0, length - end.length));
  const lastSpace = cut.lastIndexOf(" ");
  return (cutsWords || lastSpace < 0 ? cut : cut.slice(0, lastSpace)) + end;
}

/** As Python does it: of an odd number of spaces the one more is on the left where the width is odd, too. */
function centered(text: string, args: FilterArguments): string {
  const width = widthOf(args, 80);
  const spaces = Math.max(0, width - text.length);
  const left = Math.floor(spaces / 2) + (spaces & width & 1);
  return " ".repeat(left) + text + " ".repeat(spaces - left);
}

/** Breaks lines between words, and words that are too long. */
function wrapped(text: string, args: FilterArguments): string {
  const width = widthOf(args, 79);
  return text
    .split("\n")
    .map((line) => broken(line, width).join("\n"))
    .join("\n");
}

function broken(line: string, width: number): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const space = rest.lastIndexOf(" ", width);
    const end = space > 0 ? space : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(space > 0 ? end + 1 : end);
  }
  return [...lines, rest];
}

function widthOf(args: FilterArguments, fallback: number): number {
  const width = Math.floor(numberOf(args, 0, "width", fallback));
  if (width >= 1 && width <= MOST_WIDTH) return width;
  throw new Error(`A width is a number from 1 to ${MOST_WIDTH}`);
}

/** Looks for each end once: an expression would look for it from each beginning. */
function withoutComments(text: string): string {
  let kept = "";
  for (let from = 0; ; ) {
    const start = text.indexOf("<!--", from);
    const end = start < 0 ? -1 : text.indexOf("-->", start + 4);
    if (end < 0) return kept + text.slice(from);
    kept += text.slice(from, start);
    from = end + 3;
  }
}

/** Python's `%`: %s, %d, %i, %f and %.2f take the arguments in order; %% is a percent sign. */
function formatted(text: string, { positional }: FilterArguments): string {
  const left = [...positional];
  return text.replaceAll(/%(?:\.(\d{1,2}))?([sdif%])/g, (_all, digits = "6", kind: string) => {
    if (kind === "%") return "%";
    if (left.length === 0) throw new Error("The filter format lacks an argument");
    return kind === "s" ? spelled(left.shift()) : numberAs(kind, left.shift(), Number(digits));
  });
}

const spelled = (value: unknown): string =>
  typeof value === "string" ? value : JSON.stringify(value ?? null);

function numberAs(kind: string, value: unknown, digits: number): string {
  if (typeof value !== "number") throw new Error(`%${kind} takes a number`);
  return kind === "f" ? value.toFixed(digits) : String(Math.trunc(value));
}
