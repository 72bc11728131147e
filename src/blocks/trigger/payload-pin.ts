import { anyDict } from "../pins.ts";

/** What the webhook's delivery puts in; people do not fill it. */
export const payloadPin = () =>
  anyDict().default({}).meta({ description: "What was sent to the webhook", hidden: true });
