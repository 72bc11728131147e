import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import { BlockError } from "../block.ts";
import { anyDict } from "../pins.ts";

/** What a run of code has shown and written. */
export interface Execution {
  /** Each by its formats: `text`, `html`, `png` in Base64 and others. The main one is the value of the last line. */
  results: { isMain: boolean; formats: JsonObject }[];
  stdout: string;
  stderr: string;
}

const Line = z.looseObject({ type: z.string() });
const Written = z.object({ text: z.string() });
const Failure = z.object({ name: z.string().default("Error"), value: z.string().default("") });
const Shown = z.object({ is_main_result: z.boolean().default(false) }).catchall(z.json());

/** Reads the code interpreter's answer, one JSON object a line. Throws a BlockError with what the code threw. */
export function executionOf(answer: string): Execution {
  const execution: Execution = { results: [], stdout: "", stderr: "" };
  for (const text of answer.split("\n")) {
    if (text.trim() === "") continue;
    const line = Line.safeParse(jsonOf(text));
    if (!line.success) throw new BlockError("E2B answered something other than lines of JSON");
    add(execution, line.data);
  }
  return execution;
}

function add(execution: Execution, { type, ...rest }: z.output<typeof Line>): void {
  if (type === "stdout" || type === "stderr") execution[type] += Written.parse(rest).text;
  if (type === "error") {
    const { name, value } = Failure.parse(rest);
    throw new BlockError(`The code failed with ${name}: ${value}`);
  }
  if (type !== "result") return;
  const { is_main_result, ...formats } = Shown.parse(rest);
  execution.results.push({ isMain: is_main_result, formats });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const logPins = () => ({
  response: z.string().describe("The value of the last line, as text"),
  stdout_logs: z.string().describe("What was written to standard output"),
  stderr_logs: z.string().describe("What was written to standard error"),
});

export const resultPins = () => ({
  main_result: anyDict().describe(
    "The value of the last line, by format: text, html, png in Base64 and others",
  ),
  results: z.array(anyDict()).describe("All that was shown, each by format and with is_main_result"),
});

/** What is empty is not yielded. */
export function* logsOf({ results, stdout, stderr }: Execution) {
  const text: Json = results.find(({ isMain }) => isMain)?.formats["text"] ?? null;
  if (typeof text === "string") yield ["response", text] as const;
  if (stdout !== "") yield ["stdout_logs", stdout] as const;
  if (stderr !== "") yield ["stderr_logs", stderr] as const;
}

export function* resultsOf({ results }: Execution) {
  const main = results.find(({ isMain }) => isMain);
  if (main !== undefined) yield ["main_result", main.formats] as const;
  if (results.length === 0) return;
  const shown = results.map(({ isMain, formats }): JsonObject => ({ ...formats, is_main_result: isMain }));
  yield ["results", shown] as const;
}
