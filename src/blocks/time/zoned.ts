import * as z from "zod";
import { BlockError, type PureIo } from "../block.ts";
import type { ZonedTime } from "./strftime.ts";

const MAX_FORMATTERS = 32;

const formatters = new Map<string, Intl.DateTimeFormat>();

/** The wall clock of a time zone at a moment. Throws a BlockError for a zone that does not exist. */
export function zonedTime(ms: number, timeZone: string): ZonedTime {
  if (timeZone === "UTC") return { ms, local: new Date(ms), offsetMinutes: 0, zoneName: "UTC" };
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.get(type));
  const local = Date.UTC(
    ...([part("year"), part("month") - 1, part("day")] as const),
    ...([part("hour"), part("minute"), part("second")] as const),
  );
  const milliseconds = ((ms % 1000) + 1000) % 1000;
  return {
    ms,
    local: new Date(local + milliseconds),
    offsetMinutes: Math.round((local + milliseconds - ms) / 60_000),
    zoneName: parts.get("timeZoneName") ?? "UTC",
  };
}

/** The same wall clock some days earlier. Throws a BlockError outside the years 0 to 9999. */
export function daysBefore(time: ZonedTime, days: number): ZonedTime {
  const local = new Date(time.local.getTime() - days * 86_400_000);
  const year = local.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) throw new BlockError("The date is out of range");
  return { ...time, local, ms: time.ms - days * 86_400_000 };
}

/** The pins that every format of a time has. */
export const zonePins = () => ({
  timezone: z.string().default("UTC").describe("An IANA time zone, such as Europe/Berlin"),
  use_user_timezone: z
    .boolean()
    .default(false)
    .describe("Whether the user's own time zone is used instead, when it is known"),
});

export const zoneOf = (
  format: { timezone: string; use_user_timezone: boolean },
  { timeZone }: PureIo,
): string => (format.use_user_timezone ? (timeZone ?? format.timezone) : format.timezone);

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone);
  if (known !== undefined) return known;
  const made = makeFormatter(timeZone);
  if (formatters.size >= MAX_FORMATTERS) formatters.clear();
  formatters.set(timeZone, made);
  return made;
}

function makeFormatter(timeZone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "iso8601",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
      timeZoneName: "short",
    });
  } catch (error) {
    throw new BlockError(`There is no time zone "${timeZone}"`, { cause: error });
  }
}
