import { describe, expect, it } from "vitest";
import { readLog, streamLog } from "#engine/follow/follow.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";

const oneEffect = planOf("one effect", { a: { blockId: EFFECT.id } });

/** A run that goes on, and what it takes to follow it. */
function followed() {
  const world = objectWorld();
  const id = world.start(oneEffect);
  const { tables, subscribers, executor } = world.object.awake;
  const deps = {
    tables,
    subscribers,
    find: (run: string) => executor.find(run),
    durable: async () => undefined,
    now: Date.now,
  };
  return { ...world, id, deps, subscribers };
}

const gone = () => Promise.reject(new Error("The disk is gone"));

const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

describe("a stream of events", () => {
  it("that is cut off while it waits for news ends there, and says nothing of what comes then", async () => {
    const { id, deps, subscribers, object } = followed();
    const reading = streamLog(deps, id, { after: 0 }, "key:1")?.text();
    await turn();
    subscribers.sever("key:1");
    object.executor.stop(id);
    expect(await reading).toMatch(/execution\.started/);
    expect(await reading).not.toMatch(/execution\.failed/);
  });

  it("that fails is nobody's any more: others of its credential are cut off all the same", async () => {
    const { id, deps, subscribers } = followed();
    const others = streamLog(deps, id, { after: 0 }, "key:1");
    const reader = others?.body?.getReader();
    await reader?.read();
    await expect(streamLog({ ...deps, durable: gone }, id, { after: 0 }, "key:1")?.text()).rejects.toThrow(
      "The disk is gone",
    );
    const next = reader?.read();
    subscribers.sever("key:1");
    expect(await next).toMatchObject({ done: true });
  });

  it("that its client has left, or that was cut off before, keeps none from being cut off", async () => {
    const { id, deps, subscribers } = followed();
    const reader = () => streamLog(deps, id, { after: 0 }, "key:1")?.body?.getReader();
    const [left, stays] = [reader(), reader()];
    for (const each of [left, stays]) await each?.read();
    await left?.cancel();
    const next = stays?.read();
    subscribers.sever("key:1");
    expect(await next).toMatchObject({ done: true });
    const again = reader();
    await again?.read();
    const last = again?.read();
    subscribers.sever("key:1");
    expect(await last).toMatchObject({ done: true });
  });

  it("that began after its credential's others were cut off can be cut off, too", async () => {
    const { subscribers } = followed();
    const cuts: string[] = [];
    const forget = subscribers.streaming("key:1", () => cuts.push("first"));
    subscribers.sever("key:1");
    subscribers.streaming("key:1", () => cuts.push("second"));
    forget();
    subscribers.sever("key:1");
    expect(cuts).toEqual(["first", "second"]);
  });

  it("ends with the last event of a run that ended, whatever its cursor", async () => {
    const { id, deps, object, log } = followed();
    object.executor.stop(id);
    const { length } = log(id);
    for (const [after, events] of [
      [0, length],
      [length - 1, 1],
      [length, 0],
    ] as const) {
      const text = (await streamLog(deps, id, { after })?.text()) ?? "";
      expect(text.match(/^id: /gm) ?? []).toHaveLength(events);
    }
  });
});

describe("of a run that is not there", () => {
  const nobody = "00000000-0000-4000-8000-00000000000f";

  it("there is neither a stream nor a stretch to wait for", async () => {
    const { deps } = followed();
    expect(streamLog(deps, nobody, { after: 0 })).toBeNull();
    expect(await readLog(deps, nobody, { after: 0 }, 60_000)).toBeNull();
  });
});

describe("a stretch of the log", () => {
  it("is found behind any number of events that nobody wants", async () => {
    const { id, deps, object, log } = followed();
    object.executor.stop(id);
    const { tables } = deps;
    const onePerRead = { ...tables, log: (run: string, after: number) => tables.log(run, after, 1) };
    const found = await readLog({ ...deps, tables: onePerRead }, id, { after: 1, nodes: false }, 0);
    expect(found).toEqual({ entries: log(id).slice(-1), final: true });
  });

  it("is answered when it is on disk, not before", async () => {
    const { id, deps } = followed();
    await expect(readLog({ ...deps, durable: gone }, id, { after: 0 }, 0)).rejects.toThrow(
      "The disk is gone",
    );
  });

  it("is final only when it reaches the end of a run that ended", async () => {
    const { id, deps, object, log } = followed();
    expect((await readLog(deps, id, { after: 0 }, 0))?.final).toBe(false);
    object.executor.stop(id);
    const { length } = log(id);
    expect((await readLog(deps, id, { after: 0 }, 0))?.final).toBe(true);
    expect((await readLog(deps, id, { after: length }, 0))?.final).toBe(true);
    const tables = { ...deps.tables, log: (run: string, after: number) => deps.tables.log(run, after, 1) };
    expect((await readLog({ ...deps, tables }, id, { after: 0 }, 0))?.final).toBe(false);
  });

  it("has only higher numbers than its cursor, also of a log that is not that long yet", async () => {
    const { id, deps, object, log } = followed();
    const { length } = log(id);
    const [waiting, beyond] = [length + 1, length + 50];
    const read = readLog(deps, id, { after: waiting }, 60_000);
    const idle = readLog(deps, id, { after: beyond }, 60_000);
    const streamed = streamLog(deps, id, { after: waiting })?.text();
    object.executor.take(id, 1, 6);
    object.executor.stop(id);
    const higher = log(id).flatMap(({ seq }) => (seq > waiting ? [seq] : []));
    expect(higher).not.toEqual([]);
    expect((await read)?.entries.map(({ seq }) => seq)).toEqual(higher);
    expect(await idle).toEqual({ entries: [], final: true });
    expect((await streamed)?.match(/^id: /gm) ?? []).toHaveLength(higher.length);
  });

  it("may be of the run's own events alone, for which it waits while those of nodes go by", async () => {
    const { start, deps, object, log } = followed();
    const id = start(planOf("two effects", { a: { blockId: EFFECT.id }, b: { blockId: EFFECT.id } }));
    const own = { after: 1, nodes: false };
    expect(await readLog(deps, id, own, 0)).toEqual({ entries: [], final: false });
    const read = readLog(deps, id, own, 60_000);
    const streamed = streamLog(deps, id, { after: 0, nodes: false })?.text();
    await turn();
    const { length } = log(id);
    object.executor.take(id, 1, 6);
    expect(log(id).slice(length)).toMatchObject([{ type: "node.started" }, { type: "node.started" }]);
    await turn();
    object.executor.stop(id);
    const [started, ...ended] = log(id).filter(({ type }) => type.startsWith("execution."));
    expect(ended).toMatchObject([{ type: "execution.failed" }]);
    expect(await read).toEqual({ entries: ended, final: true });
    const ids = [...((await streamed) ?? "").matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq));
    expect(ids).toEqual([started, ...ended].map((entry) => entry?.seq));
  });
});
