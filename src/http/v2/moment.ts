import * as z from "zod";

/** Moments that PostgreSQL holds, in the form in which it is sent them: years of four digits. */
const FIRST = Date.parse("0001-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");

const isHeld = (ms: number): boolean => ms >= FIRST && ms <= LAST;

const NO_MOMENT = "This must be an ISO 8601 date or time, such as 2026-01-31T08:00:00Z";

/** A time with its zone, or a day, which stands for its first moment in UTC; as milliseconds since the epoch. */
export const Moment = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], NO_MOMENT)
  .transform(Date.parse)
  .refine(isHeld, "This must be in the years 1 to 9999");
