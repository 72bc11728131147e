import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import { BlockError } from "../block.ts";
import { isDict } from "../convert.ts";
import { credentialPin, exampleCredential } from "../credential-pin.ts";
import { anyDict } from "../pins.ts";
import { payloadPin } from "../trigger/payload-pin.ts";

/** The pins of a trigger, with a switch for each action of its GitHub event (docs.github.com, "Webhook events"). */
export const githubTriggerInput = (actions: readonly string[]) =>
  z.object({
    credentials: credentialPin({ provider: "github", types: ["api_key", "oauth2"], scopes: ["repo"] }),
    repo: z.string().describe("The repository to watch, as owner/name"),
    payload: payloadPin(),
    events: z
      .record(z.string(), z.boolean())
      .describe(`What starts the agent; of ${actions.join(", ")} those that are true`),
  });

/** The outputs that all triggers have. */
export const githubTriggerOutput = {
  payload: anyDict().describe("The event as GitHub sent it"),
  triggered_by_user: anyDict().describe("Who did it, as GitHub describes people"),
  event: z.string().describe("What happened, such as `opened`"),
};

interface Happening {
  payload: JsonObject;
  events: Record<string, boolean>;
}

/**
 * The action of an event, who did it, and the dictionary in it that says to what; null when the trigger does not ask
 * for this action. Throws a BlockError for a payload that is no such event.
 */
export function githubEvent({ payload, events }: Happening, subject: string) {
  const { action, sender } = payload;
  const of = payload[subject];
  if (typeof action !== "string" || !isDict(sender) || !isDict(of)) {
    throw new BlockError(`The payload is no event of GitHub about a ${subject.replace("_", " ")}`);
  }
  return events[action] === true ? { action, sender, of } : null;
}

/** What every trigger yields first. */
export function* happened(payload: JsonObject, { sender, action }: { sender: JsonObject; action: string }) {
  yield ["payload", payload] as const;
  yield ["triggered_by_user", sender] as const;
  yield ["event", action] as const;
}

/** A trigger's input for its examples: it watches for one action, and this event comes. */
export const exampleTrigger = (action: string, payload: JsonObject = {}) => ({
  credentials: exampleCredential("github"),
  repo: "a/b",
  events: { [action]: true },
  payload,
});

/** What every trigger yields first of an event of its examples. */
export const exampleHappened = (payload: JsonObject & { action: string; sender: JsonObject }) => ({
  payload: [payload],
  triggered_by_user: [payload.sender],
  event: [payload.action],
});

/** A value of an event by type; what GitHub leaves out or sets to null is empty. */
export const pick = {
  text: (value: Json | undefined): string => (typeof value === "string" ? value : ""),
  number: (value: Json | undefined): number => (typeof value === "number" ? value : 0),
  flag: (value: Json | undefined): boolean => value === true,
  list: (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []),
  dict: (value: Json | undefined): JsonObject => (isDict(value) ? value : {}),
};
