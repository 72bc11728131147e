import * as z from "zod";
import { block } from "../block.ts";
import { parseNumber } from "../convert.ts";
import { formatPin } from "./format-pin.ts";
import { isoDate, strftime } from "./strftime.ts";
import { daysBefore, zonedTime, zoneOf } from "./zoned.ts";

export const getCurrentDate = block({
  id: "b29c1b50-5d0e-4d9f-8f9d-1b0e6fcbf0b1",
  name: "GetCurrentDateBlock",
  description: "Tells what day it is, or was some days ago.",
  categories: ["TEXT"],
  pure: true,
  input: () =>
    z.object({
      trigger: z.string().describe("Anything: it starts the block"),
      offset: z
        .union([z.int(), z.string()])
        .default(0)
        .describe("How many days to go back from today; negative for days ahead"),
      format_type: formatPin({ what: "date", usual: "%Y-%m-%d" }),
    }),
  output: () => z.object({ date: z.string().describe("The date") }),
  *run({ offset, format_type: format }, io) {
    const days = typeof offset === "number" ? offset : Math.trunc(parseNumber(offset) ?? 0);
    const time = daysBefore(zonedTime(io.now, zoneOf(format, io)), days);
    yield ["date", format.discriminator === "iso8601" ? isoDate(time) : strftime(format.format, time)];
  },
  examples: [
    { now: "2025-03-19T14:30:05Z", input: { trigger: "" }, yields: { date: ["2025-03-19"] } },
    { now: "2025-03-02T14:30:05Z", input: { trigger: "", offset: "2" }, yields: { date: ["2025-02-28"] } },
    { now: "2025-03-19T14:30:05Z", input: { trigger: "", offset: -1 }, yields: { date: ["2025-03-20"] } },
    {
      now: "2025-03-19T23:30:00Z",
      input: {
        trigger: "",
        format_type: { discriminator: "strftime", format: "%m/%d/%y", timezone: "Asia/Tokyo" },
      },
      yields: { date: ["03/20/25"] },
    },
    {
      now: "2025-03-19T23:30:00Z",
      input: { trigger: "", format_type: { discriminator: "iso8601" } },
      yields: { date: ["2025-03-19"] },
    },
    { input: { trigger: "", offset: 1e12 }, yields: { error: ["The date is out of range"] } },
  ],
});
