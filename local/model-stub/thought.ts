import type { Json, JsonObject } from "#lib/json.ts";

/** What a model is asked, whichever protocol it came in. */
export interface Question {
  model: string;
  messages: Said[];
  tools: { name: string; parameters: JsonObject }[];
  mayCall: boolean;
  /** The only tool that it may call, and must. */
  mustCall?: string | undefined;
  /** JSON Schema that the answer must fit. */
  schema: JsonObject | null;
  /** JSON of any form. */
  wantsJson: boolean;
  streams: boolean;
  /** Tokens that the answer may have; null for any number. */
  maxTokens: number | null;
}

export interface Said {
  role: "system" | "user" | "assistant" | "tool";
  text: string;
  calls: string[];
}

/** What it answers. `arguments` as text is sent as it is, JSON or not. */
export type Thought =
  | { text: string }
  | { json: Json }
  | { calls: { name: string; arguments: JsonObject | string }[] }
  /** An HTTP answer that is none of a model. */
  | { status: number; headers?: Record<string, string>; body?: Json }
  /** Begins, and breaks off. */
  | { cut: string };

/** Tokens as a rule of thumb counts them. */
export const tokensOf = (text: string): number => Math.ceil(text.length / 4);

export const promptTokens = ({ messages }: Question): number =>
  messages.reduce((sum, { text }) => sum + tokensOf(text), 0);

export interface Content {
  text: string;
  calls: { id: string; name: string; input: string }[];
  /** It would be longer than it may. */
  isTooLong: boolean;
}

/** An answer's text, as long as it may be, and its calls; a fault has neither. */
export function contentOf({ maxTokens }: Question, thought: Thought): Content {
  const whole = textOf(thought);
  const text = maxTokens === null ? whole : whole.slice(0, maxTokens * 4);
  return { text, calls: callsOf(thought), isTooLong: text.length < whole.length };
}

function textOf(thought: Thought): string {
  if ("text" in thought) return thought.text;
  if ("json" in thought) return JSON.stringify(thought.json);
  return "cut" in thought ? thought.cut : "";
}

function callsOf(thought: Thought): Content["calls"] {
  if (!("calls" in thought)) return [];
  return thought.calls.map(({ name, arguments: input }, index) => ({
    id: `call_${crypto.randomUUID().slice(0, 8)}_${index}`,
    name,
    input: typeof input === "string" ? input : JSON.stringify(input),
  }));
}
