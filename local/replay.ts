import { readFile } from "node:fs/promises";
import * as z from "zod";
import type { LogEntry } from "#kernel/log.ts";
import type { Plan } from "#kernel/plan.ts";
import { command } from "./command.ts";
import { replay } from "./replay/replay.ts";
import { StartError } from "./start-error.ts";

const Bundle = z.looseObject({
  format: z.literal(1),
  plan: z.custom<Plan>((plan) => z.looseObject({ nodes: z.looseObject({}) }).safeParse(plan).success),
  log: z.array(z.custom<LogEntry>((entry) => z.looseObject({ seq: z.int() }).safeParse(entry).success)),
});

if (import.meta.main) {
  await command("replay", async () => {
    const [path] = process.argv.slice(2);
    if (path === undefined) throw new StartError("Usage: npm run replay -- bundle.json");
    const { plan, log } = await readBundle(path);
    const difference = replay(plan, log);
    if (difference === null) {
      console.log(`The same: ${log.length} log entries`);
      return;
    }
    console.log(`The first difference is at entry ${difference.seq} of ${log.length}`);
    console.log(`recorded: ${JSON.stringify(difference.recorded)}`);
    console.log(`replayed: ${JSON.stringify(difference.replayed)}`);
    process.exitCode = 1;
  });
}

async function readBundle(path: string): Promise<z.output<typeof Bundle>> {
  const text = await readFile(path, "utf8").catch(() => {
    throw new StartError(`There is no file ${path}`);
  });
  const parsed = Bundle.safeParse(parseJson(text));
  if (!parsed.success) throw new StartError(`${path} is no bundle: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
