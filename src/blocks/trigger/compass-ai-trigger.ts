import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { anyDict } from "../pins.ts";

export const compassAiTrigger = block({
  id: "9464a020-ed1d-49e1-990f-7f2ac924a2b7",
  name: "CompassAITriggerBlock",
  description: "Starts the agent when a Compass device sends a transcription, and yields its text.",
  categories: ["HARDWARE"],
  kind: "WEBHOOK_MANUAL",
  pure: true,
  input: () =>
    z.object({
      payload: anyDict().meta({ description: "What the device sent to the webhook", hidden: true }),
    }),
  output: () => z.object({ transcription: z.string().describe("What was said") }),
  *run({ payload }) {
    const { transcription } = payload;
    if (typeof transcription !== "string") throw new BlockError("The payload has no transcription");
    yield ["transcription", transcription];
  },
  examples: [
    {
      input: { payload: { date: "2025-01-01", transcription: "hello" } },
      yields: { transcription: ["hello"] },
    },
    { input: { payload: {} }, yields: { error: ["The payload has no transcription"] } },
  ],
});
