import * as z from "zod";
import { block } from "../block.ts";
import { timeFormatPin } from "./format-pin.ts";
import { isoDate, isoTime, strftime } from "./strftime.ts";
import { zonedTime, zoneOf } from "./zoned.ts";

export const getCurrentDateAndTime = block({
  id: "716a67b3-6760-42e7-86dc-18645c6e00fc",
  name: "GetCurrentDateAndTimeBlock",
  description: "Tells what day and what time it is.",
  categories: ["TEXT"],
  pure: true,
  input: () =>
    z.object({
      trigger: z.string().describe("Anything: it starts the block"),
      format_type: timeFormatPin({ what: "date and time", usual: "%Y-%m-%d %H:%M:%S" }),
    }),
  output: () => z.object({ date_time: z.string().describe("The date and time") }),
  *run({ format_type: format }, io) {
    const time = zonedTime(io.now, zoneOf(format, io));
    if (format.discriminator === "iso8601") {
      yield ["date_time", `${isoDate(time)}T${isoTime(time, format.include_microseconds)}`];
    } else {
      yield ["date_time", strftime(format.format, time)];
    }
  },
  examples: [
    {
      now: "2025-03-19T14:30:05.042Z",
      input: { trigger: "" },
      yields: { date_time: ["2025-03-19 14:30:05"] },
    },
    {
      now: "2024-12-31T23:30:00Z",
      input: { trigger: "go", format_type: { discriminator: "iso8601", timezone: "Europe/Berlin" } },
      yields: { date_time: ["2025-01-01T00:30:00+01:00"] },
    },
    {
      now: "2024-12-30T09:05:07.5Z",
      input: {
        trigger: "go",
        format_type: {
          discriminator: "strftime",
          format: "%A %e %B %Y, week %V of %G, day %j, %f, 100%%, %Q",
        },
      },
      yields: { date_time: ["Monday 30 December 2024, week 01 of 2025, day 365, 500000, 100%, %Q"] },
    },
  ],
});
