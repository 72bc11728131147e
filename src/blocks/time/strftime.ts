const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = [
  ...["January", "February", "March", "April", "May", "June", "July"],
  ...["August", "September", "October", "November", "December"],
];

/** A moment in a time zone. `local` reads as that zone's wall clock through its UTC getters. */
export interface ZonedTime {
  ms: number;
  local: Date;
  offsetMinutes: number;
  /** The zone's short name at that moment, such as CEST. */
  zoneName: string;
}

/** A time in C's strftime notation with the C locale; `%-d` drops padding. A directive that does not exist stays as it is. */
export function strftime(format: string, time: ZonedTime): string {
  return format.replaceAll(/%(-?)([A-Za-z%])/g, (found, minus: string, directive: string) => {
    const composed = COMPOSED[directive];
    if (composed !== undefined) return strftime(composed, time);
    const value = DIRECTIVES[directive]?.(time);
    if (value === undefined) return found;
    return minus === "" ? value : value.replace(/^[0 ]+(?=\d)/, "");
  });
}

export const isoDate = ({ local }: ZonedTime): string => local.toISOString().replace(/T.*/, "");

/** ISO 8601 time of day with the zone's offset. */
export function isoTime(time: ZonedTime, withMicroseconds: boolean): string {
  const seconds = strftime(withMicroseconds ? "%H:%M:%S.%f" : "%H:%M:%S", time);
  return seconds + offsetText(time.offsetMinutes, ":");
}

function offsetText(minutes: number, separator: ":" | ""): string {
  const absolute = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${pad(Math.floor(absolute / 60))}${separator}${pad(absolute % 60)}`;
}

const COMPOSED: Record<string, string> = {
  c: "%a %b %e %H:%M:%S %Y",
  D: "%m/%d/%y",
  F: "%Y-%m-%d",
  R: "%H:%M",
  r: "%I:%M:%S %p",
  T: "%H:%M:%S",
  x: "%m/%d/%y",
  X: "%H:%M:%S",
};

const DIRECTIVES: Record<string, (time: ZonedTime) => string> = {
  a: ({ local }) => dayName(local).slice(0, 3),
  A: ({ local }) => dayName(local),
  b: ({ local }) => monthName(local).slice(0, 3),
  B: ({ local }) => monthName(local),
  C: ({ local }) => pad(Math.floor(local.getUTCFullYear() / 100)),
  d: ({ local }) => pad(local.getUTCDate()),
  e: ({ local }) => String(local.getUTCDate()).padStart(2),
  f: ({ local }) => pad(local.getUTCMilliseconds() * 1000, 6),
  g: ({ local }) => pad(isoWeek(local).year % 100),
  G: ({ local }) => pad(isoWeek(local).year, 4),
  h: ({ local }) => monthName(local).slice(0, 3),
  H: ({ local }) => pad(local.getUTCHours()),
  I: ({ local }) => pad(local.getUTCHours() % 12 || 12),
  j: ({ local }) => pad(dayOfYear(local) + 1, 3),
  m: ({ local }) => pad(local.getUTCMonth() + 1),
  M: ({ local }) => pad(local.getUTCMinutes()),
  n: () => "\n",
  p: ({ local }) => (local.getUTCHours() < 12 ? "AM" : "PM"),
  s: ({ ms }) => String(Math.floor(ms / 1000)),
  S: ({ local }) => pad(local.getUTCSeconds()),
  t: () => "\t",
  u: ({ local }) => String(local.getUTCDay() || 7),
  U: ({ local }) => pad(Math.floor((dayOfYear(local) + 7 - local.getUTCDay()) / 7)),
  V: ({ local }) => pad(isoWeek(local).week),
  w: ({ local }) => String(local.getUTCDay()),
  W: ({ local }) => pad(Math.floor((dayOfYear(local) + 7 - ((local.getUTCDay() + 6) % 7)) / 7)),
  y: ({ local }) => pad(local.getUTCFullYear() % 100),
  Y: ({ local }) => pad(local.getUTCFullYear(), 4),
  z: ({ offsetMinutes }) => offsetText(offsetMinutes, ""),
  Z: ({ zoneName }) => zoneName,
  "%": () => "%",
};

const DAY_MS = 86_400_000;

const pad = (value: number, width = 2): string => String(value).padStart(width, "0");

const dayName = (local: Date): string => DAYS[local.getUTCDay()] ?? "";

const monthName = (local: Date): string => MONTHS[local.getUTCMonth()] ?? "";

const dayOfYear = (local: Date): number =>
  Math.floor((local.getTime() - Date.UTC(local.getUTCFullYear(), 0, 1)) / DAY_MS);

/** ISO 8601: week 1 is the one with the year's first Thursday. */
function isoWeek(local: Date): { year: number; week: number } {
  const thursday = new Date(local.getTime() + (4 - (local.getUTCDay() || 7)) * DAY_MS);
  return { year: thursday.getUTCFullYear(), week: Math.floor(dayOfYear(thursday) / 7) + 1 };
}
