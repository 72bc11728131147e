import { describe, expect, it } from "vitest";
import { storeValue } from "#blocks/basic/store-value.ts";
import { Subscribers } from "#engine/follow/subscribers.ts";
import type { LogEntry } from "#kernel/log.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";

const plan = planOf("a value", { a: { blockId: storeValue.id, defaults: { input: 1 } } });

/** A hibernating socket as its object sees it. */
function socketOn(executionId: string, send: (frame: string) => void, close = () => undefined): WebSocket {
  const subscriptions = [[executionId, "reference"]];
  const socket = { readyState: WebSocket.OPEN, deserializeAttachment: () => subscriptions, send, close };
  return socket as unknown as WebSocket;
}

describe("those who follow a run", () => {
  it("are all told although one socket fails, which is closed", () => {
    const { object, start, log } = objectWorld();
    const id = start(plan);
    const heard: string[] = [];
    let closed = 0;
    const fails = () => {
      throw new Error("The frame is too large");
    };
    const sockets = [
      socketOn(id, fails, () => {
        closed += 1;
      }),
      socketOn(id, (frame) => heard.push(frame)),
    ];
    const ctx = { getWebSockets: () => sockets } as unknown as DurableObjectState;
    const { tables, executor } = object;
    const subscribers = new Subscribers({ ctx, tables, find: (run) => executor.find(run) });
    const run = executor.find(id);
    if (run === null) throw new Error("There is no run");
    subscribers.tell(run, log(id));
    expect(heard).toHaveLength(log(id).length);
    expect(closed).toBe(1);
  });

  it("need not be remembered by their sockets when the run is over", () => {
    const { object, start, log } = objectWorld();
    const over = start(plan);
    const waiting = start(planOf("an effect", { a: { blockId: EFFECT.id } }));
    const heard: string[] = [];
    let attachment: unknown = [];
    let written = 0;
    const socket = {
      readyState: WebSocket.OPEN,
      send: (frame: string) => heard.push(frame),
      deserializeAttachment: () => attachment,
      serializeAttachment: (value: unknown) => {
        attachment = value;
        written += 1;
      },
    } as unknown as WebSocket;
    const ctx = { getWebSockets: () => [] } as unknown as DurableObjectState;
    const { tables, executor } = object;
    const subscribers = new Subscribers({ ctx, tables, find: (run) => executor.find(run) });
    const say = (type: string, id: string) =>
      subscribers.message(socket, JSON.stringify({ type, execution_id: id }));
    say("subscribe", over);
    say("unsubscribe", over);
    expect(heard).toHaveLength(log(over).length + 2);
    expect(written).toBe(0);
    say("subscribe", waiting);
    say("subscribe", waiting);
    expect(attachment).toEqual([[waiting, "reference"]]);
    say("unsubscribe", waiting);
    expect(attachment).toEqual([]);
    expect(written).toBe(3);
    const { length } = heard;
    const run = executor.find(waiting);
    if (run === null) throw new Error("There is no run");
    subscribers.tell(run, log(waiting));
    expect(heard).toHaveLength(length);
  });

  it("hear what they asked for and no more, also when their object has slept", () => {
    const { object, start, log } = objectWorld();
    const id = start(planOf("an effect", { a: { blockId: EFFECT.id } }));
    const { tables, executor } = object;
    const sockets: WebSocket[] = [];
    const ctx = { getWebSockets: () => sockets } as unknown as DurableObjectState;
    const wake = () => new Subscribers({ ctx, tables, find: (run) => executor.find(run) });
    const awake = wake();
    const { length } = log(id);
    const listening = (wish: object) => {
      const [frames, socket] = [[] as string[], remembering((frame) => frames.push(frame))];
      sockets.push(socket);
      awake.message(socket, JSON.stringify({ type: "subscribe", execution_id: id, ...wish }));
      return () => frames.map((frame) => JSON.parse(frame).seq).filter((seq) => seq !== undefined);
    };
    const all = listening({});
    const own = listening({ nodes: false });
    const late = listening({ after: length + 1 });
    const never = listening({ after: 2_000_000_000, nodes: false });
    const asleep = wake();
    const run = executor.find(id);
    if (run === null) throw new Error("There is no run");
    object.executor.take(id, 1, 6);
    object.executor.stop(id);
    const whole = log(id);
    asleep.tell(run, whole.slice(length));
    const seqs = (wanted: (entry: LogEntry) => boolean) => whole.filter(wanted).map(({ seq }) => seq);
    expect(all()).toEqual(seqs(() => true));
    expect(own()).toEqual(seqs(({ type }) => type.startsWith("execution.")));
    expect(late()).toEqual(seqs(({ seq }) => seq > length + 1));
    expect(late()).not.toEqual([]);
    expect(never()).toEqual([]);
  });
});

describe("a socket", () => {
  /** Subscribers of an object, and a socket of theirs with what it was sent. */
  function opened() {
    const world = objectWorld();
    const { tables, executor } = world.object;
    const ctx = { getWebSockets: () => [] } as unknown as DurableObjectState;
    const subscribers = new Subscribers({ ctx, tables, find: (run) => executor.find(run) });
    const open = () => {
      const frames: string[] = [];
      const socket = remembering((frame) => frames.push(frame));
      const say = (frame: object) => subscribers.message(socket, JSON.stringify(frame));
      return { socket, say, heard: () => frames.splice(0).map((frame) => JSON.parse(frame)) };
    };
    const tell = (id: string, from: number) => {
      const run = executor.find(id);
      if (run !== null) subscribers.tell(run, world.log(id).slice(from));
    };
    return { ...world, subscribers, open, tell };
  }

  const effect = planOf("an effect", { a: { blockId: EFFECT.id } });
  const follow = (id: string) => ({ type: "subscribe", execution_id: id });

  it("is told when there is no such run, and follows nothing", () => {
    const { open } = opened();
    const { say, heard } = open();
    const id = "00000000-0000-4000-8000-00000000000f";
    say(follow(id));
    expect(heard()).toMatchObject([{ type: "error", execution_id: id, error: { code: "NOT_FOUND" } }]);
  });

  it("follows 32 runs, and is told that it is too many when it asks for one more", () => {
    const { open, start, tell, log } = opened();
    const { say, heard } = open();
    const ids = Array.from({ length: 33 }, () => start(effect));
    for (const id of ids) say(follow(id));
    const last = ids.at(-1) ?? "";
    const answers = heard().filter(({ type }) => type === "subscribed" || type === "error");
    expect(answers).toHaveLength(33);
    expect(answers.at(-1)).toMatchObject({ execution_id: last, error: { code: "RATE_LIMITED" } });
    tell(last, 0);
    expect(heard()).toEqual([]);
    say({ type: "unsubscribe", execution_id: ids[0] });
    say(follow(last));
    expect(heard().slice(1)).toMatchObject([
      { type: "subscribed" },
      ...log(last).map(({ seq }) => ({ seq })),
    ]);
  });

  it("that has closed is sent nothing more", () => {
    const { open, start, subscribers, tell } = opened();
    const { socket, say, heard } = open();
    const id = start(effect);
    say(follow(id));
    heard();
    subscribers.closed(socket);
    tell(id, 0);
    expect(heard()).toEqual([]);
  });

  it("hears all of a log that is longer than is sent at once", () => {
    const { open, start, log } = opened();
    const { say, heard } = open();
    const nodes = Array.from({ length: 400 }, (_, index) => [
      `n${index}`,
      { blockId: storeValue.id, defaults: { input: 1 } },
    ]);
    const id = start(planOf("many values", Object.fromEntries(nodes)));
    say(follow(id));
    const whole = log(id).map(({ seq }) => seq);
    expect(whole.length).toBeGreaterThan(1000);
    expect(heard().flatMap(({ seq }) => seq ?? [])).toEqual(whole);
  });

  it("hears what it follows in its own words, whatever others speak", () => {
    const { open, start, tell, object, log } = opened();
    const [one, other] = [open(), open()];
    const id = start(effect);
    one.say(follow(id));
    other.say({ method: "subscribe_graph_execution", data: { graph_exec_id: id } });
    for (const { heard } of [one, other]) heard();
    const { length } = log(id);
    object.executor.stop(id);
    tell(id, length);
    expect(one.heard()).toMatchObject([{ type: "execution.failed" }]);
    expect(other.heard()).toMatchObject([{ method: "graph_execution_event", channel: id }]);
  });
});

/** A socket with an attachment that survives its object's sleep. */
function remembering(send: (frame: string) => void): WebSocket {
  let attachment: unknown = [];
  const socket = {
    readyState: WebSocket.OPEN,
    send,
    deserializeAttachment: () => attachment,
    serializeAttachment: (value: unknown) => {
      attachment = structuredClone(value);
    },
  };
  return socket as unknown as WebSocket;
}
