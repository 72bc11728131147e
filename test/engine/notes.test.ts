import { afterAll, describe, expect, it } from "vitest";
import { orchestrator } from "#blocks/ai/orchestrator.ts";
import { sendWebRequest } from "#blocks/http/send-web-request.ts";
import { agentOutput } from "#blocks/io/output.ts";
import type { Holder } from "#engine/holder.ts";
import type { Claimed } from "#engine/messages.ts";
import { MAX_NOTES, remembering } from "#engine/steps/remembering.ts";
import { work } from "#engine/steps/work.ts";
import { makeModelWorld } from "#engine/world/models.ts";
import type { Json } from "#lib/json.ts";
import type { Thought } from "../../local/model-stub/thought.ts";
import { startModelStub } from "../../local/model-stub.ts";
import { replay } from "../../local/replay/replay.ts";
import { quietIo } from "../blocks/run.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";

const stub = await startModelStub();
afterAll(() => stub.stop());

const priced = {
  name: "stubbed",
  provider: "openai" as const,
  contextWindow: 128_000,
  inputPrice: 1,
  outputPrice: 1,
};
const models = makeModelWorld({ providers: {}, models: [priced], stubUrl: stub.url }, fetch);

const plan = planOf("agent", {
  agent: {
    blockId: orchestrator.id,
    defaults: { prompt: "Order twice.", model: "stubbed", agent_mode_max_iterations: -1 },
    feeds: { tools: ["first.body_#_x", "second.body_#_x"], finished: ["out.value"] },
  },
  first: { blockId: sendWebRequest.id, defaults: { url: "https://shop.example.com/1", method: "POST" } },
  second: { blockId: sendWebRequest.id, defaults: { url: "https://shop.example.com/2", method: "POST" } },
  out: { blockId: agentOutput.id, defaults: { name: "said" } },
});

const call = (name: string): Thought => ({ calls: [{ name, arguments: { body_x: 1 } }] });

// What it answers follows from what it was told, so that a question that comes again is answered the same.
for (const [when, answer] of [
  ['"order":"2"', { text: "Ordered." }],
  ['"order":"1"', call("sendwebrequest_2")],
  ["Order twice", call("sendwebrequest")],
] as const)
  stub.scripts.push({ when, answers: [answer], repeats: true });

/** A run whose agent orders twice and then says so; its worker may fall silent after so many reports. */
function agentRun() {
  const world = objectWorld();
  const id = world.start(plan);
  const { sql } = world.object;
  const requests: string[] = [];
  const before = stub.asked.length;
  const fetch = async (url: string) => {
    requests.push(url);
    return Response.json({ order: url.slice(-1) });
  };
  /** Serves the run until it ends, or until the worker has reported so often and dies. */
  const serve = async (object = world.object, reports = Number.POSITIVE_INFINITY) => {
    const { executor } = object;
    const dead = Promise.withResolvers<"died">();
    let left = reports;
    const holder = {
      take: async (...given: Parameters<Holder["take"]>) => executor.take(...given),
      notes: async (...given: Parameters<Holder["notes"]>) => executor.notes(...given),
      heartbeat: async (...given: Parameters<Holder["heartbeat"]>) => executor.heartbeat(...given),
      report: async (...given: Parameters<Holder["report"]>) => {
        if (left === 0) {
          dead.resolve("died");
          return new Promise<Claimed[] | null>(() => undefined);
        }
        left -= 1;
        return executor.report(...given);
      },
    };
    const deps = {
      object: () => holder as unknown as Holder,
      world: () => ({ ...quietIo(), models, fetch }),
      now: Date.now,
    };
    return Promise.race([work(deps, { userId: "ada", executionId: id, wake: 1 }), dead.promise]);
  };
  const noted = (of = sql) => of.exec<{ n: number }>("SELECT DISTINCT n FROM notes").toArray().length;
  const asked = () => stub.asked.length - before;
  return { ...world, id, sql, serve, requests, noted, asked };
}

const callsIn = (log: ReturnType<ReturnType<typeof agentRun>["log"]>) =>
  log.reduce((sum, entry) => sum + (entry.type === "node.charged" ? entry.spent.calls : 0), 0);

describe("an agent whose worker dies", () => {
  it.each([
    ["before the model's first answer is on record", 0, [1, 2], 4],
    ["when its first tool has run, before that is on record: it runs again, under its key", 1, [1, 1, 2], 3],
    ["between its tools, before the model's answer is on record", 2, [1, 2], 4],
    ["when its second tool has run, before that is on record", 3, [1, 2, 2], 3],
    ["after both tools", 4, [1, 2], 4],
    ["at its end", 5, [1, 2], 3],
  ])("%s, goes on from there", async (_when, reports, requested, asked) => {
    const run = agentRun();
    expect(await run.serve(run.object, reports)).toBe("died");
    expect(run.noted()).toBe(reports);
    // Another object holds the run now.
    const { object, log, time } = objectWorld({ sql: run.sql, time: run.time });
    await time.passes(31_000);
    await run.serve(object);
    expect(log(run.id).at(-1)).toMatchObject({ status: "COMPLETED" });
    expect(run.requests).toEqual(requested.map((n) => `https://shop.example.com/${n}`));
    expect(run.asked()).toBe(asked);
    expect(callsIn(log(run.id))).toBe(3);
    expect(run.noted()).toBe(0);
    expect(replay(plan, log(run.id))).toBeNull();
  });
});

describe("notes", () => {
  const lent = () => {
    const run = agentRun();
    const { executor } = run.object;
    const [step] = executor.take(run.id, 1, 1);
    if (step === undefined) throw new Error("Nothing was lent");
    const say = (attempt: number, from: number, entries: Json[]) =>
      executor.report(run.id, { id: step.id, attempt, from: 0, outputs: [], notes: { from, entries } }, 0);
    const read = (attempt = 1, from = 0) => executor.notes(run.id, step.id, attempt, from);
    return { ...run, executor, step, say, read };
  };

  it("are there once, however often they come, and not with a gap", () => {
    const { say, read } = lent();
    say(1, 0, ["a", "b"]);
    say(1, 0, ["a", "b"]);
    say(1, 1, ["b", "c"]);
    say(1, 7, ["h"]);
    expect(read()).toEqual(["a", "b", "c"]);
    expect(read(1, 2)).toEqual(["c"]);
  });

  it("of a worker that comes late are not taken", async () => {
    const { say, read, time, executor, id } = lent();
    say(1, 0, ["a"]);
    await time.passes(31_000);
    const [again] = executor.take(id, 2, 1);
    expect(again).toMatchObject({ attempt: 2, noted: 1 });
    expect(say(1, 1, ["late"])).toBeNull();
    expect(read(2)).toEqual(["a"]);
    expect(read(1)).toBeNull();
  });

  it("come in stretches when they are large, each whole", () => {
    const { say, read } = lent();
    const large = Array.from({ length: 7 }, (_, n) => String(n).repeat(1_200_000));
    for (const [n, entry] of large.entries()) say(1, n, [entry]);
    const first = read() ?? [];
    expect(first.length).toBeLessThan(7);
    expect([...first, ...(read(1, first.length) ?? [])]).toEqual(large);
  });

  it("are forgotten when their run ends", () => {
    const { say, noted, executor, id } = lent();
    say(1, 0, ["a"]);
    expect(noted()).toBe(1);
    executor.stop(id);
    expect(noted()).toBe(0);
  });
});

describe("what is done once", () => {
  const same = (value: Json) => value;

  it("is made and noted once, without secrets, and the same for every attempt", async () => {
    const notes: Json[] = [];
    const note = async (entry: Json) => void notes.push(entry);
    const hide = (value: Json) => (value === "secret" ? "[hidden]" : value);
    const first = remembering([], note, hide);
    expect(await first(async () => "secret")).toBe("[hidden]");
    expect(await first(async () => null)).toBeNull();
    const later = remembering([...notes], note, hide);
    const never = () => Promise.reject(new Error("It was made again"));
    expect([await later(never), await later(never)]).toEqual(["[hidden]", null]);
    expect(await later(async () => 3)).toBe(3);
    expect(notes).toEqual(["[hidden]", null, 3]);
  });

  it("is bounded over all attempts", async () => {
    const noted = ["x".repeat(MAX_NOTES - 10)];
    const once = remembering(noted, async () => undefined, same);
    await once(async () => "never made");
    await expect(once(async () => "y".repeat(10))).rejects.toThrow("longer than 8000000 characters");
  });

  it("that fails is not noted, and may be made again", async () => {
    const notes: Json[] = [];
    const once = remembering([], async (entry) => void notes.push(entry), same);
    await expect(once(() => Promise.reject(new Error("busy")))).rejects.toThrow("busy");
    expect(notes).toEqual([]);
  });
});
