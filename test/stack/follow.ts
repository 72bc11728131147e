import { WebSocket } from "ws";
import * as z from "zod";
import type { Platform } from "./platform.ts";

export interface Event {
  seq: number;
  type: string;
  timestamp: string;
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

  constructor(heard: readonly Event[], cause: unknown) {
    super(`The socket was cut after ${heard.length} events`, { cause });
    this.heard = heard;
  }
}

export interface Wish {
  after?: number;
  until?(event: Event): boolean;
  /** Told how old each event is that happened while the socket followed, ms. */
  aged?(ms: number): void;
}

/** The words of a subscription, and where its frames have their event. */
interface Words {
  subscribe(executionId: string, after: number): object;
  isSubscribed(frame: Frame): boolean;
  eventIn(frame: Frame): Event | null;
}

const Frame = z.looseObject({ type: z.string().optional(), method: z.string().optional() });
type Frame = z.infer<typeof Frame>;
const Event = z.looseObject({ seq: z.int(), type: z.string(), timestamp: z.string() });
const LiveFrame = z.looseObject({ data: z.looseObject({ graph_exec_id: z.string() }) });

const REFERENCE: Words = {
  subscribe: (execution_id, after) => ({ type: "subscribe", execution_id, after }),
  isSubscribed: ({ type }) => type === "subscribed",
  eventIn: (frame) => (frame["seq"] === undefined ? null : Event.parse(frame)),
};

const LIVE: Words = {
  subscribe: (graph_exec_id, after) => ({
    method: "subscribe_graph_execution",
    data: { graph_exec_id, after },
  }),
  isSubscribed: ({ method }) => method === "subscribe_graph_execution",
  eventIn: (frame) => {
    if (!/^(node|graph)_execution_event$/.test(frame.method ?? "")) return null;
    const { graph_exec_id: _, ...event } = LiveFrame.parse(frame).data;
    return Event.parse(event);
  },
};

/** Follows a run over one socket, to its last event, or as long as `until` wants. */
export const follow = (platform: Platform, executionId: string, wish: Wish = {}): Following =>
  followInWords(REFERENCE, platform, executionId, wish);

function followInWords(
  words: Words,
  { stack, credentials }: Platform,
  executionId: string,
  { after = 0, until = isLast, aged = () => undefined }: Wish,
): Following {
  const url = new URL("/ws", stack.origin.replace("http", "ws"));
  url.searchParams.set("token", credentials.apiKey);
  const socket = new WebSocket(url.href);
  const heard: Event[] = [];
  const subscribed = Promise.withResolvers<void>();
  const over = Promise.withResolvers<Event[]>();
  subscribed.promise.catch(() => undefined);
  over.promise.catch(() => undefined);
  let since = Number.POSITIVE_INFINITY;
  let isOver = false;
  const cut = (cause: unknown) => {
    isOver = true;
    const error = new Cut(heard, cause);
    subscribed.reject(error);
    over.reject(error);
  };
  socket.on("open", () => socket.send(JSON.stringify(words.subscribe(executionId, after))));
  socket.on("error", cut);
  socket.on("close", cut);
  socket.on("message", (data) => {
    const now = Date.now();
    const frame = Frame.parse(JSON.parse(String(data)));
    if (words.isSubscribed(frame)) {
      since = now;
      subscribed.resolve();
    }
    const event = words.eventIn(frame);
    if (event === null || isOver) return;
    heard.push(event);
    const at = Date.parse(event.timestamp);
    if (at > since) aged(now - at);
    if (!until(event)) return;
    isOver = true;
    over.resolve(heard);
    socket.close();
  });
  return { subscribed: subscribed.promise, events: over.promise };
}

/** Follows a run to its end as a client does whose sockets may be cut: it comes back with the number of its last event. */
export async function followThrough(
  platform: Platform,
  executionId: string,
  aged?: (ms: number) => void,
): Promise<{ events: Event[]; cuts: number }> {
  const events: Event[] = [];
  for (let cuts = 0; ; cuts += 1) {
    try {
      const wish = { after: events.at(-1)?.seq ?? 0, ...(aged && { aged }) };
      events.push(...(await follow(platform, executionId, wish).events));
      return { events, cuts };
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
      events.push(...error.heard);
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 80));
    }
  }
}

const Stretch = z.object({ events: z.array(Event), final: z.boolean() });

async function poll(platform: Platform, executionId: string, { after = 0, until = isLast }: Wish) {
  const heard: Event[] = [];
  for (;;) {
    const cursor = heard.at(-1)?.seq ?? after;
    const path = `/api/v2/executions/${executionId}/events?after=${cursor}&wait=5`;
    const { events, final } = Stretch.parse((await platform.call("GET", path)).body);
    const enough = events.findIndex(until);
    heard.push(...(enough < 0 ? events : events.slice(0, enough + 1)));
    if (enough >= 0 || final) return heard;
  }
}

/** Server-sent events, parsed by the standard's rules for what the server uses of them. */
async function stream(platform: Platform, executionId: string, { after = 0, until = isLast }: Wish) {
  const { stack, credentials } = platform;
  const headers = { "X-API-Key": credentials.apiKey, "Last-Event-ID": String(after) };
  const response = await fetch(`${stack.origin}/api/v2/executions/${executionId}/events`, { headers });
  const heard: Event[] = [];
  let text = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (text + chunk).split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data === undefined) continue;
      const event = Event.parse(JSON.parse(data));
      heard.push(event);
      if (until(event)) return heard;
    }
  }
  return heard;
}

/** Every way to follow a run: each answers the events after a cursor, up to the one that is enough. */
export const TRANSPORTS: Record<
  string,
  (platform: Platform, executionId: string, wish?: Wish) => Promise<Event[]>
> = {
  "a socket": (platform, id, wish = {}) => follow(platform, id, wish).events,
  "a socket in the live platform's words": (platform, id, wish = {}) =>
    followInWords(LIVE, platform, id, wish).events,
  "server-sent events": (platform, id, wish = {}) => stream(platform, id, wish),
  polling: (platform, id, wish = {}) => poll(platform, id, wish),
};
