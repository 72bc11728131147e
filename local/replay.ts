import { readFile } from "node:fs/promises";
import * as z from "zod";
import type { LogEntry } from "#kernel/log.ts";
import { command } from "./command.ts";
import { Bundle } from "./replay/bundle.ts";
import { falseClaim } from "./replay/claims.ts";
import { replay } from "./replay/replay.ts";
import { StartError } from "./start-error.ts";

if (import.meta.main) {
  await command("replay", async () => {
    const [path] = process.argv.slice(2);
    if (path === undefined) throw new StartError("Usage: npm run replay -- bundle.json");
    const { plan, log, ...claims } = await readBundle(path);
    const difference = replay(plan, log);
    const wrong = difference === null ? falseClaim(claims, plan, log) : null;
    if (difference !== null) {
      console.log(`The first difference is at entry ${difference.seq} of ${log.length}`);
      console.log(`recorded: ${textOf(difference.recorded, "nothing: the log ends before the run does")}`);
      console.log(
        `replayed: ${textOf(difference.replayed, "nothing that the log tells so far leads to it")}`,
      );
    } else if (wrong !== null) {
      console.log(`The log is the same, but "${wrong.field}" of the bundle is not what it tells`);
      console.log(`bundle: ${JSON.stringify(wrong.said)}`);
      console.log(`log:    ${JSON.stringify(wrong.logged)}`);
    } else {
      console.log(`The same: ${log.length} log entries`);
      return;
    }
    process.exitCode = 1;
  });
}

function textOf(entry: LogEntry | null, otherwise: string): string {
  return entry === null ? otherwise : JSON.stringify(entry);
}

async function readBundle(path: string): Promise<z.output<typeof Bundle>> {
  const text = await readFile(path, "utf8").catch(() => {
    throw new StartError(`There is no file ${path}`);
  });
  const json = parseJson(text);
  if (json === undefined) throw new StartError(`${path} is no JSON`);
  const parsed = Bundle.safeParse(json);
  if (!parsed.success) throw new StartError(`${path} is no bundle: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
