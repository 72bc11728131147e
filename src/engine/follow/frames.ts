// The words of a socket: those of the platform reference, and on the same socket those of the live platform.

import * as z from "zod";
import { eventText, type Wish } from "#domain/executions/events.ts";
import type { LogEntry } from "#kernel/log.ts";
import { AppError, invalid } from "#lib/errors.ts";
import { issuesOf, issueText } from "#lib/issues.ts";

const id = z.guid().toLowerCase();
const wish = { after: z.int().nonnegative().default(0), nodes: z.boolean().default(true) };
const Subscribe = z.object({ type: z.literal("subscribe"), execution_id: id, ...wish });
const Unsubscribe = z.object({ type: z.literal("unsubscribe"), execution_id: id });
const Ping = z.object({ type: z.literal("ping") });
const GraphExec = z.object({ graph_exec_id: id, ...wish });
const LiveSubscribe = z.object({ method: z.literal("subscribe_graph_execution"), data: GraphExec });
const LiveUnsubscribe = z.object({ method: z.literal("unsubscribe"), data: GraphExec });
const Heartbeat = z.object({ method: z.literal("heartbeat") });

const Frame = z.discriminatedUnion("type", [Subscribe, Unsubscribe, Ping]);
const LiveFrame = z.discriminatedUnion("method", [LiveSubscribe, LiveUnsubscribe, Heartbeat]);

/** Which words a subscription was made in: its events come in the same. */
export type Dialect = "reference" | "live";

export type Command =
  | { type: "subscribe"; executionId: string; wish: Wish; dialect: Dialect }
  | { type: "unsubscribe"; executionId: string; dialect: Dialect }
  | { type: "ping"; dialect: Dialect };

/** What a client's frame asks for, or what is wrong with it. */
export function parseFrame(message: string | ArrayBuffer): Command | AppError {
  const said = typeof message === "string" ? parseJson(message) : undefined;
  if (said === undefined) return new AppError("BAD_REQUEST", "The frame is not JSON text");
  const isLive = said instanceof Object && "method" in said;
  return isLive
    ? commandIn(LiveFrame.safeParse(said, { error: issueText }), liveCommandOf)
    : commandIn(Frame.safeParse(said, { error: issueText }), commandOf);
}

const commandIn = <F>(
  parsed: z.ZodSafeParseResult<F>,
  commandOf: (frame: F) => Command,
): Command | AppError =>
  parsed.success ? commandOf(parsed.data) : invalid(issuesOf(parsed.error), "The frame is not valid");

function commandOf(frame: z.output<typeof Frame>): Command {
  const dialect = "reference";
  switch (frame.type) {
    case "ping":
      return { type: "ping", dialect };
    case "unsubscribe":
      return { type: "unsubscribe", executionId: frame.execution_id, dialect };
    case "subscribe":
      return { type: "subscribe", executionId: frame.execution_id, wish: wishOf(frame), dialect };
  }
}

function liveCommandOf(frame: z.output<typeof LiveFrame>): Command {
  const dialect = "live";
  if (frame.method === "heartbeat") return { type: "ping", dialect };
  const { graph_exec_id: executionId } = frame.data;
  if (frame.method === "unsubscribe") return { type: "unsubscribe", executionId, dialect };
  return { type: "subscribe", executionId, wish: wishOf(frame.data), dialect };
}

const wishOf = ({ after, nodes }: Required<Wish>): Wish => ({ after, nodes });

/** Undefined when it is none. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function entryFrame(executionId: string, entry: LogEntry, dialect: Dialect): string {
  const event = eventText(executionId, entry);
  if (dialect === "reference") return event;
  const method = "ordinal" in entry ? "node_execution_event" : "graph_execution_event";
  const data = `${event.slice(0, -1)},"graph_exec_id":"${executionId}"}`;
  return `{"method":"${method}","channel":"${executionId}","data":${data}}`;
}

export function subscribedFrame(executionId: string, dialect: Dialect): string {
  return dialect === "reference"
    ? JSON.stringify({ type: "subscribed", execution_id: executionId })
    : JSON.stringify({ method: "subscribe_graph_execution", success: true, channel: executionId });
}

export function unsubscribedFrame(executionId: string, dialect: Dialect): string {
  return dialect === "reference"
    ? JSON.stringify({ type: "unsubscribed", execution_id: executionId })
    : JSON.stringify({ method: "unsubscribe", success: true, channel: executionId });
}

export const pongFrame = (dialect: Dialect): string =>
  JSON.stringify(
    dialect === "reference" ? { type: "pong" } : { method: "heartbeat", data: "pong", success: true },
  );

export function errorFrame({ code, message, details }: AppError, executionId?: string): string {
  return JSON.stringify({
    type: "error",
    ...(executionId === undefined ? {} : { execution_id: executionId }),
    error: { code, message, details },
  });
}
