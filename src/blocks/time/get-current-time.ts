import * as z from "zod";
import { block } from "../block.ts";
import { timeFormatPin } from "./format-pin.ts";
import { isoTime, strftime } from "./strftime.ts";
import { zonedTime, zoneOf } from "./zoned.ts";

export const getCurrentTime = block({
  id: "a892b8d9-3e4e-4e9c-9c1e-75f8efcf1bfa",
  name: "GetCurrentTimeBlock",
  description: "Tells what time it is.",
  categories: ["TEXT"],
  pure: true,
  input: () =>
    z.object({
      trigger: z.string().describe("Anything: it starts the block"),
      format_type: timeFormatPin({ what: "time", usual: "%H:%M:%S" }),
    }),
  output: () => z.object({ time: z.string().describe("The time") }),
  *run({ format_type: format }, io) {
    const time = zonedTime(io.now, zoneOf(format, io));
    const isIso = format.discriminator === "iso8601";
    yield ["time", isIso ? isoTime(time, format.include_microseconds) : strftime(format.format, time)];
  },
  examples: [
    { now: "2025-03-19T14:30:05.042Z", input: { trigger: "" }, yields: { time: ["14:30:05"] } },
    {
      now: "2025-07-01T23:30:00Z",
      input: {
        trigger: "go",
        format_type: { discriminator: "strftime", format: "%-I:%M %p %z", timezone: "Asia/Kolkata" },
      },
      yields: { time: ["5:00 AM +0530"] },
    },
    {
      now: "2025-01-19T14:30:05.042Z",
      input: {
        trigger: "go",
        format_type: { discriminator: "iso8601", timezone: "America/New_York", include_microseconds: true },
      },
      yields: { time: ["09:30:05.042000-05:00"] },
    },
    {
      input: { trigger: "go", format_type: { discriminator: "iso8601", timezone: "Mars/Olympus" } },
      yields: { error: ['There is no time zone "Mars/Olympus"'] },
    },
  ],
});
