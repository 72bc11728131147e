import { Cron } from "croner";
import { badRequest } from "./api-error.ts";

const ZONED = /^(?:CRON_TZ|TZ)=(\S+)\s+(.*)$/;

/** The first time after `after` (ms) at which a five-field cron fires; UTC unless it begins with `CRON_TZ=<zone>`. */
export function nextFiring(cron: string, after: number): number {
  const [, timezone = "UTC", pattern = cron] = ZONED.exec(cron.trim()) ?? [];
  const next = parseCron(pattern, timezone, cron)(after);
  if (next === null) throw badRequest(`invalid cron: ${cron} never fires`);
  return next.getTime();
}

function parseCron(pattern: string, timezone: string, cron: string): (after: number) => Date | null {
  try {
    const job = new Cron(pattern, { timezone, mode: "5-part", paused: true });
    // An unknown zone shows only when a date is computed.
    job.nextRun();
    return (after) => job.nextRun(new Date(after));
  } catch (error) {
    throw badRequest(`invalid cron: ${cron}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
