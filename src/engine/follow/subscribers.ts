// Who follows a run: hibernating sockets, server-sent events and long polls, all fed from the one numbered log (E4).

import { isWanted, type Wish } from "#domain/executions/events.ts";
import { isFinal, type LogEntry } from "#kernel/log.ts";
import { AppError, notFound } from "#lib/errors.ts";
import { describeError, log } from "#lib/log.ts";
import type { Run } from "../runs/run.ts";
import type { Tables } from "../storage/tables.ts";
import {
  type Dialect,
  entryFrame,
  errorFrame,
  parseFrame,
  pongFrame,
  subscribedFrame,
  unsubscribedFrame,
} from "./frames.ts";

/** Told that a run's log has grown, until it wants no more. */
export type Listener = () => void;

interface SubscriberDeps {
  ctx: DurableObjectState;
  tables: Tables;
  find(executionId: string): Run | null;
}

/** A socket keeps them while its object sleeps, and can keep 16 KB. */
const MAX_SUBSCRIPTIONS = 32;
const REPLAY = 1000;
/** RFC 6455, section 7.4.1. */
const INTERNAL_ERROR = 1011;
/** What a bad token is refused with, too. */
const CREDENTIAL_ENDED = 4003;

/** `wish` is left out by who hears all from now on. */
type Subscriptions = [executionId: string, dialect: Dialect, wish?: Wish][];

interface Hearing {
  dialect: Dialect;
  wish: Wish;
}

export class Subscribers {
  readonly #deps: SubscriberDeps;
  /** Sockets by the run that they follow; made anew from their attachments when the object wakes. */
  readonly #sockets = new Map<string, Map<WebSocket, Hearing>>();
  readonly #streams = new Map<string, Set<() => void>>();
  readonly #listeners = new Map<string, Set<Listener>>();

  constructor(deps: SubscriberDeps) {
    this.#deps = deps;
    for (const socket of deps.ctx.getWebSockets()) {
      for (const [executionId, dialect, wish = ALL] of subscriptionsOf(socket))
        this.#index(socket, executionId, { dialect, wish });
    }
  }

  accept(protocol: string | null, credential: string | null): Response {
    const { 0: client, 1: server } = new WebSocketPair();
    this.#deps.ctx.acceptWebSocket(server, credential === null ? [] : [credential]);
    server.serializeAttachment([]);
    const headers = protocol === null ? {} : { "Sec-WebSocket-Protocol": protocol };
    return new Response(null, { status: 101, webSocket: client, headers });
  }

  /** Closes the sockets and streams of a credential that has ended. */
  sever(credential: string): void {
    for (const socket of this.#deps.ctx.getWebSockets(credential)) {
      this.closed(socket);
      socket.close(CREDENTIAL_ENDED, "The credential has ended");
    }
    for (const cut of this.#streams.get(credential) ?? []) cut();
    this.#streams.delete(credential);
  }

  /** Notes how to cut a stream off; answers how to forget it. */
  streaming(credential: string, cut: () => void): () => void {
    const streams = this.#streams.get(credential) ?? new Set();
    streams.add(cut);
    this.#streams.set(credential, streams);
    return () => {
      streams.delete(cut);
      if (streams.size === 0 && this.#streams.get(credential) === streams) this.#streams.delete(credential);
    };
  }

  message(socket: WebSocket, message: string | ArrayBuffer): void {
    const command = parseFrame(message);
    if (command instanceof AppError) {
      socket.send(errorFrame(command));
    } else if (command.type === "ping") {
      socket.send(pongFrame(command.dialect));
    } else if (command.type === "unsubscribe") {
      this.#unsubscribe(socket, command.executionId, command.dialect);
    } else {
      this.#subscribe(socket, command.executionId, command);
    }
  }

  closed(socket: WebSocket): void {
    for (const [executionId] of subscriptionsOf(socket)) this.#drop(socket, executionId);
  }

  /** Replays what comes after the cursor, then follows; both in one turn, so nothing falls between. */
  #subscribe(socket: WebSocket, executionId: string, hearing: Hearing): void {
    const run = this.#deps.find(executionId);
    const refused = run === null ? notFound("Execution") : this.#remember(socket, run, hearing);
    if (refused !== null) {
      socket.send(errorFrame(refused, executionId));
      return;
    }
    socket.send(subscribedFrame(executionId, hearing.dialect));
    let cursor = hearing.wish.after;
    for (;;) {
      const entries = this.#deps.tables.log(executionId, cursor, REPLAY);
      const last = entries.at(-1);
      if (last === undefined) return;
      send(socket, framesOf(executionId, entries, hearing));
      cursor = last.seq;
    }
  }

  /** Of a run that is over there is nothing to follow, so nothing to remember. */
  #remember(socket: WebSocket, run: Run, { dialect, wish }: Hearing): AppError | null {
    if (isFinal(run.execution.status)) return null;
    const kept = subscriptionsOf(socket).filter(([id]) => id !== run.id);
    if (kept.length >= MAX_SUBSCRIPTIONS) {
      const message = `A socket follows at most ${MAX_SUBSCRIPTIONS} executions: unsubscribe from one`;
      return new AppError("RATE_LIMITED", message);
    }
    const left = leftOf(wish, run);
    socket.serializeAttachment([...kept, left === ALL ? [run.id, dialect] : [run.id, dialect, left]]);
    this.#index(socket, run.id, { dialect, wish: left });
    return null;
  }

  #unsubscribe(socket: WebSocket, executionId: string, dialect: Dialect): void {
    if (this.#sockets.get(executionId)?.has(socket) === true) {
      this.#drop(socket, executionId);
      socket.serializeAttachment(subscriptionsOf(socket).filter(([id]) => id !== executionId));
    }
    socket.send(unsubscribedFrame(executionId, dialect));
  }

  #index(socket: WebSocket, executionId: string, hearing: Hearing): void {
    const sockets = this.#sockets.get(executionId) ?? new Map<WebSocket, Hearing>();
    sockets.set(socket, hearing);
    this.#sockets.set(executionId, sockets);
  }

  #drop(socket: WebSocket, executionId: string): void {
    const sockets = this.#sockets.get(executionId);
    sockets?.delete(socket);
    if (sockets?.size === 0) this.#sockets.delete(executionId);
  }

  /** Follows a run outside a socket from now on; answers how to stop. */
  listen(executionId: string, listener: Listener): () => void {
    const listeners = this.#listeners.get(executionId) ?? new Set<Listener>();
    listeners.add(listener);
    this.#listeners.set(executionId, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(executionId) === listeners)
        this.#listeners.delete(executionId);
    };
  }

  /** Tells everyone who follows a run what a commit added to its log. */
  tell(run: Run, entries: readonly LogEntry[]): void {
    const sockets = this.#sockets.get(run.id);
    if (sockets !== undefined) tellSockets(run.id, sockets, entries);
    for (const listener of [...(this.#listeners.get(run.id) ?? [])]) listener();
  }
}

/** A frame is written once for all who want the same in the same words. */
function tellSockets(id: string, sockets: Map<WebSocket, Hearing>, entries: readonly LogEntry[]): void {
  const written = new Map<string, string[]>();
  for (const [socket, hearing] of sockets) {
    if (socket.readyState !== WebSocket.OPEN) continue;
    const { dialect, wish } = hearing;
    const same = `${dialect} ${wish.after} ${wish.nodes}`;
    const frames = written.get(same) ?? framesOf(id, entries, hearing);
    written.set(same, frames);
    send(socket, frames);
  }
}

const framesOf = (id: string, entries: readonly LogEntry[], { dialect, wish }: Hearing): string[] =>
  entries.filter((entry) => isWanted(entry, wish)).map((entry) => entryFrame(id, entry, dialect));

/** All that comes from now on, and of that the run's own. */
const ALL: Wish = { after: 0 };
const OWN: Wish = { after: 0, nodes: false };

/** What is left of a wish once its socket has all that there is. */
function leftOf(wish: Wish, { execution }: Run): Wish {
  if (wish.after > execution.seq) return wish;
  return wish.nodes === false ? OWN : ALL;
}

/** A socket that fails holds nobody up. It is closed, so that its client comes back for what it missed. */
function send(socket: WebSocket, frames: readonly string[]): void {
  try {
    for (const frame of frames) socket.send(frame);
  } catch (error) {
    log("warn", "socket_failed", { error: describeError(error) });
    if (socket.readyState === WebSocket.OPEN) socket.close(INTERNAL_ERROR, "An event could not be sent");
  }
}

/** Only this file writes attachments. */
const subscriptionsOf = (socket: WebSocket): Subscriptions =>
  (socket.deserializeAttachment() as Subscriptions | null) ?? [];
