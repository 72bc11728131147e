import * as z from "zod";
import { block } from "../block.ts";
import { advanced, anyValue } from "../pins.ts";

export const waitForEvent = block({
  id: "7ecad40f-7ce2-45d7-8a68-54e4b8d42779",
  name: "WaitForEventBlock",
  description:
    "Waits until an event of a name is sent to the platform, or was sent shortly before; in a loop for the next one.",
  categories: ["LOGIC"],
  waits: true,
  waitPins: { timeout_seconds: 1000 },
  input: () =>
    z.object({
      event: z.string().min(1).max(200).describe("The name of the event"),
      timeout_seconds: z
        .number()
        .positive()
        .max(2_592_000)
        .default(86_400)
        .describe("How long to wait, at most the 30 days that a run lives"),
      look_back_seconds: z
        .number()
        .min(0)
        .max(86_400)
        .default(60)
        .meta(advanced("How long before the wait an event may have come and still count")),
    }),
  output: () =>
    z.object({
      payload: anyValue().describe("What the event carried"),
      timed_out: z.boolean().describe("True when no event came in time"),
    }),
  suspend: ({ event, timeout_seconds, look_back_seconds }, { now }) => ({
    type: "event",
    name: event,
    until: now + timeout_seconds * 1000,
    since: now - look_back_seconds * 1000,
  }),
  resume: (_input, occurrence) =>
    occurrence.type === "event"
      ? { outputs: [["payload", occurrence.payload]], next: "end" }
      : { outputs: [["timed_out", true]], next: "end" },
  examples: [
    {
      input: { event: "paid" },
      happens: [{ type: "event", payload: { order: 7 }, at: 0 }],
      yields: { payload: [{ order: 7 }] },
    },
    { input: { event: "paid" }, happens: [{ type: "expired" }], yields: { timed_out: [true] } },
  ],
});
