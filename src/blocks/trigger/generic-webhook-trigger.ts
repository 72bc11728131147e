import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { payloadPin } from "./payload-pin.ts";

export const genericWebhookTrigger = block({
  id: "8fa8c167-2002-47ce-aba8-97572fc5d387",
  name: "GenericWebhookTriggerBlock",
  description: "Starts the agent when something is sent to its webhook, and yields what was sent.",
  categories: ["INPUT"],
  kind: "WEBHOOK_MANUAL",
  pure: true,
  input: () =>
    z.object({
      payload: payloadPin(),
      constants: anyDict().default({}).describe("Values that each run is given besides the payload"),
    }),
  output: () =>
    z.object({
      payload: anyDict().describe("What was sent to the webhook"),
      constants: anyDict().describe("The constants, as they are set"),
    }),
  *run({ payload, constants }) {
    yield ["payload", payload];
    yield ["constants", constants];
  },
  examples: [
    {
      input: { payload: { order: 7 }, constants: { shop: "berlin" } },
      yields: { payload: [{ order: 7 }], constants: [{ shop: "berlin" }] },
    },
    { input: {}, yields: { payload: [{}], constants: [{}] } },
  ],
});
