import { WebSocket } from "ws";
import * as z from "zod";
import type { Platform } from "./platform.ts";

export interface Event {
  seq: number;
  type: string;
}

export const isLast = ({ type }: Event): boolean =>
  type === "execution.completed" || type === "execution.failed";

export interface Following {
  /** Resolves when the server has said that it follows. */
  subscribed: Promise<void>;
  /** All events, once `until` said of one that it is enough. Rejects with what was heard when the socket is cut before. */
  events: Promise<Event[]>;
}

/** What was heard of a run before its socket was cut. */
export class Cut extends Error {
  readonly heard: readonly Event[];

  constructor(heard: readonly Event[]) {
    super(`The socket was cut after ${heard.length} events`);
    this.heard = heard;
  }
}

/** Follows a run over one socket, to its last event, or as long as `until` wants. */
export function follow(
  { stack, credentials }: Platform,
  executionId: string,
  after = 0,
  until: (event: Event) => boolean = isLast,
): Following {
  const url = new URL("/ws", stack.origin.replace("http", "ws"));
  url.searchParams.set("token", credentials.apiKey);
  const socket = new WebSocket(url.href);
  const heard: Event[] = [];
  const subscribed = Promise.withResolvers<void>();
  const over = Promise.withResolvers<Event[]>();
  subscribed.promise.catch(() => undefined);
  over.promise.catch(() => undefined);
  const cut = () => {
    subscribed.reject(new Cut(heard));
    over.reject(new Cut(heard));
  };
  socket.on("open", () =>
    socket.send(JSON.stringify({ type: "subscribe", execution_id: executionId, after })),
  );
  socket.on("error", cut);
  socket.on("close", cut);
  socket.on("message", (data) => {
    const event = JSON.parse(String(data));
    if (event.type === "subscribed") subscribed.resolve();
    if (event.seq === undefined) return;
    heard.push(event);
    if (!until(event)) return;
    over.resolve(heard);
    socket.close();
  });
  return { subscribed: subscribed.promise, events: over.promise };
}

/** Follows a run to its end as a client does whose sockets may be cut: it comes back with the number of its last event. */
export async function followThrough(
  platform: Platform,
  executionId: string,
): Promise<{ events: Event[]; cuts: number }> {
  const events: Event[] = [];
  for (let cuts = 0; ; cuts += 1) {
    try {
      events.push(...(await follow(platform, executionId, events.at(-1)?.seq ?? 0).events));
      return { events, cuts };
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
      events.push(...error.heard);
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 80));
    }
  }
}

const Stretch = z.object({ events: z.array(z.custom<Event>()), final: z.boolean() });

/** One long poll. */
export async function poll({ call }: Platform, executionId: string, after: number) {
  const { body } = await call("GET", `/api/v2/executions/${executionId}/events?after=${after}&wait=5`);
  return Stretch.parse(body);
}

/** The whole stream as the server sends it, parsed by the standard's rules for what it uses of them. */
export async function stream(
  { stack, credentials }: Platform,
  executionId: string,
  after: number,
): Promise<Event[]> {
  const response = await fetch(`${stack.origin}/api/v2/executions/${executionId}/events`, {
    headers: { "X-API-Key": credentials.apiKey, "Last-Event-ID": String(after) },
  });
  const text = await response.text();
  return text
    .split("\n\n")
    .flatMap((block) => /^data: (.*)$/m.exec(block)?.[1] ?? [])
    .map((data) => JSON.parse(data));
}
