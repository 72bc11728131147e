import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { anyValue } from "../pins.ts";

/** As long as a run lives. */
const LONGEST_MS = 30 * 86_400_000;
const MOST_REPEATS = 10_000;

const amount = (what: string) => z.union([z.number(), z.string()]).default(0).describe(`How many ${what}`);

export const countdownTimer = block({
  id: "d67a9c52-5e4e-11e2-bcfd-0800200c9a71",
  name: "CountdownTimerBlock",
  description: "Waits for a while, then yields a message; as often as it is told.",
  categories: ["TEXT"],
  waits: true,
  waitPins: { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 },
  repeatPin: "repeat",
  input: () =>
    z.object({
      input_message: anyValue().default("timer finished").describe("What to yield when the time is over"),
      seconds: amount("seconds"),
      minutes: amount("minutes"),
      hours: amount("hours"),
      days: amount("days"),
      repeat: z.int().min(1).max(MOST_REPEATS).default(1).describe("How often to wait and yield"),
    }),
  output: () => z.object({ output_message: anyValue().describe("The message, once each time") }),
  suspend: (input, { now }) => ({ type: "timer", until: now + lengthOf(input) }),
  resume: (input, { count }, { now }) => ({
    outputs: [["output_message", input.input_message]],
    next: count + 1 < input.repeat ? { type: "timer", until: now + lengthOf(input) } : "end",
  }),
  examples: [
    { input: { seconds: 1 }, happens: [{ type: "tick" }], yields: { output_message: ["timer finished"] } },
    {
      input: { input_message: { a: 1 }, minutes: "2", repeat: 2 },
      happens: [{ type: "tick" }, { type: "tick" }],
      yields: { output_message: [{ a: 1 }, { a: 1 }] },
    },
    { input: { seconds: 0.5 }, happens: [{ type: "tick" }], yields: { output_message: ["timer finished"] } },
    {
      input: { days: "soon" },
      yields: { error: ['"soon" is not a number'] },
    },
    { input: { days: 400 }, yields: { error: ["A timer waits for 30 days at most"] } },
  ],
});

type Length = Record<"seconds" | "minutes" | "hours" | "days", number | string>;

function lengthOf({ seconds, minutes, hours, days }: Length): number {
  const total = ((toNumber(days) * 24 + toNumber(hours)) * 60 + toNumber(minutes)) * 60 + toNumber(seconds);
  if (total < 0) throw new BlockError("A timer cannot wait for less than no time");
  if (total * 1000 > LONGEST_MS) throw new BlockError("A timer waits for 30 days at most");
  return Math.round(total * 1000);
}

function toNumber(value: number | string): number {
  const number = Number(value);
  if (!Number.isFinite(number)) throw new BlockError(`"${value}" is not a number`);
  return number;
}
