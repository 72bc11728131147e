/// <reference types="@cloudflare/vitest-plugin/types" />

import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { storeValue } from "#blocks/basic/store-value.ts";
import { agentInput } from "#blocks/io/input.ts";
import { humanInTheLoop } from "#blocks/waiting/human-in-the-loop.ts";
import { MOST_KEPT_OF_ONE } from "#domain/executions/retry.ts";
import { planSizeIssues } from "#domain/graphs/plan-size.ts";
import type { ExecutionObject } from "#engine/execution-object.ts";
import type { Claimed, Report } from "#engine/messages.ts";
import { Session } from "#engine/steps/session.ts";
import type { LogEntry } from "#kernel/log.ts";
import { systemLater } from "#lib/later.ts";
import { planOf } from "../plan-of.ts";
import { EFFECT } from "../simulation/effects.ts";
import { aUser } from "./user.ts";

const short = planOf("11111111-1111-4111-8111-111111111111", {
  a: { blockId: storeValue.id, defaults: { input: 1 } },
});
const long = planOf("22222222-2222-4222-8222-222222222222", { a: { blockId: EFFECT.id } });
const chain = planOf("33333333-3333-4333-8333-333333333333", {
  a: { blockId: EFFECT.id, feeds: { out: ["b.a"] } },
  b: { blockId: EFFECT.id },
});

const reportOf = (id: Claimed["id"]): Report => ({
  id,
  attempt: 1,
  from: 0,
  outputs: [{ name: "out", data: "x" }],
  end: { type: "completed" },
});

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

function only<T>(items: readonly T[]): T {
  const [item] = items;
  if (item === undefined || items.length !== 1) throw new Error(`There are ${items.length} instead of one`);
  return item;
}

const eventually = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 30_000, interval: 20 });

describe("a run in its object", () => {
  it("calls a worker, takes its reports and ends; Postgres shows it", async () => {
    const user = aUser();
    const id = await user.start(chain, {});
    await eventually(async () => expect((await user.outside()).wakes).toHaveLength(1));
    const [wake] = (await user.outside()).wakes;
    expect(wake).toEqual({ userId: user.userId, executionId: id, wake: 1 });
    const first = only(await user.holder().take(id, 1, 6));
    expect(first).toMatchObject({ id: "a#1", attempt: 1, blockId: EFFECT.id });
    const report = reportOf(first.id);
    const next = only((await user.holder().report(id, report, 1)) ?? []);
    expect(next).toMatchObject({ id: "b#1", input: { a: "x" } });
    expect(await user.holder().report(id, report, 1)).toBeNull();
    expect(await user.complete(id, next)).toEqual([]);
    expect(await user.engine.inspect(user.ref(id))).toMatchObject({ status: "COMPLETED" });
    expect((await user.log(id)).map(({ seq }) => seq)).toEqual(upTo((await user.log(id)).length));
    await eventually(async () =>
      expect((await user.outside()).executions[id]).toMatchObject({ status: "COMPLETED" }),
    );
  });

  it("goes on in an object that was evicted at any moment (E1, E7)", async () => {
    const user = aUser();
    const id = await user.start(long);
    await user.evict();
    const step = only(await user.holder().take(id, 1, 6));
    await user.evict();
    expect(await user.holder().heartbeat(id, step.id, step.attempt)).toBe(true);
    await user.evict();
    expect(await user.complete(id, step)).toEqual([]);
    await user.evict();
    expect(await user.engine.inspect(user.ref(id))).toMatchObject({ status: "COMPLETED" });
    expect(await user.start(short)).not.toBe(id);
  });

  it("goes on by calls when its object is evicted under a delivery's session (E1, E7)", async () => {
    const user = aUser();
    const id = await user.start(chain);
    using session = new Session({ object: user.holder, execution: id, later: systemLater });
    expect(await session.take(1, 6)).toMatchObject([{ id: "a#1" }]);
    await user.evict();
    expect(await session.report([reportOf("a#1")], 1)).toMatchObject({
      wanted: [true],
      lent: [{ id: "b#1" }],
    });
    expect(await session.report([reportOf("b#1")], 1)).toEqual({ wanted: [true], lent: [] });
    const types = (await user.log(id)).map(({ type }) => type);
    expect(types.filter((type) => type === "node.completed")).toHaveLength(2);
    expect(types.at(-1)).toBe("execution.completed");
  });

  it("hears what a delivery reports in its session, until the delivery ends", async () => {
    const user = aUser();
    const id = await user.start(chain);
    const open = await user.holder().openSession(id, 1, 6);
    expect(await open.report?.([reportOf("a#1")], 1)).toMatchObject({
      wanted: [true],
      lent: [{ id: "b#1" }],
    });
    open[Symbol.dispose]();
    const late = async () => open.report?.([reportOf("b#1")], 1);
    await expect(late()).rejects.toThrow("disposed");
    expect((await user.holder().openSession(id, 2, 6)).report).toBeNull();
  });

  it("is started once, however often it is asked for", async () => {
    const user = aUser();
    const run = { ...user.ref(crypto.randomUUID()), plan: short, inputs: {}, trigger: "manual" };
    await Promise.all([1, 2, 3].map((createdAt) => user.engine.start({ ...run, createdAt })));
    const started = (await user.log(run.executionId)).filter(({ type }) => type === "execution.started");
    expect(started).toHaveLength(1);
  });

  it.each(["stays in memory", "is evicted"])(
    "is taken back from a silent worker by the alarm, while its object %s (E3)",
    async (how) => {
      const user = aUser("BRIEF_LEASES");
      const id = await user.start(long);
      const step = only(await user.holder().take(id, 1, 6));
      if (how === "is evicted") await user.evict();
      let again: Claimed[] = [];
      await eventually(async () => {
        again = await user.holder().take(id, 2, 6);
        expect(again).toHaveLength(1);
      });
      expect(only(again)).toMatchObject({ id: step.id, attempt: 2 });
      expect(await user.complete(id, step)).toBeNull();
      expect(await user.complete(id, only(again))).toEqual([]);
      expect((await user.log(id)).map(({ type }) => type)).toEqual(
        expect.arrayContaining(["node.retried", "node.refused", "execution.completed"]),
      );
    },
  );

  it("ends as STALLED when no worker comes at all (E2)", async () => {
    const user = aUser("LITTLE_PATIENCE");
    const id = await user.start(long);
    await user.evict();
    await eventually(async () =>
      expect(await user.engine.inspect(user.ref(id))).toMatchObject({ error: { code: "STALLED" } }),
    );
  });

  it("is stopped at once, and its worker is told", async () => {
    const user = aUser();
    const id = await user.start(long);
    const step = only(await user.holder().take(id, 1, 6));
    expect(await user.engine.stop(user.ref(id))).toMatchObject({ status: "TERMINATED" });
    expect(await user.holder().heartbeat(id, step.id, step.attempt)).toBe(false);
    expect(await user.complete(id, step)).toBeNull();
    await eventually(async () =>
      expect((await user.outside()).executions[id]).toMatchObject({ status: "TERMINATED" }),
    );
  });

  it("is stopped for good while it is put on record, and is known to whoever asks meanwhile", async () => {
    const user = aUser();
    const run = { ...user.ref(crypto.randomUUID()), plan: long, inputs: {}, trigger: "manual" };
    await user.outside({ isPostgresSlow: true });
    const twice = [1, 2].map((createdAt) => user.engine.start({ ...run, createdAt }));
    await eventually(async () => expect((await user.outside()).starting).toBeGreaterThan(0));
    const asked = user.engine.glance(run);
    const stopped = user.engine.stop(run);
    await user.outside({ isPostgresSlow: false });
    expect(await asked).toMatchObject({ status: "RUNNING" });
    expect(await stopped).toMatchObject({ status: "TERMINATED" });
    expect(await Promise.all(twice)).toEqual([{ state: "started" }, { state: "started" }]);
    expect((await user.log(run.executionId)).map(({ type }) => type)).toEqual([
      "execution.started",
      "node.queued",
      "execution.failed",
    ]);
  });

  it("is shown once Postgres is back (E6)", async () => {
    const user = aUser();
    const id = await user.start(long);
    const [step] = await user.holder().take(id, 1, 6);
    await user.outside({ isPostgresAway: true });
    if (step !== undefined) await user.complete(id, step);
    expect(await user.engine.inspect(user.ref(id))).toMatchObject({ status: "COMPLETED" });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await user.outside()).executions[id]?.["status"]).not.toBe("COMPLETED");
    await user.outside({ isPostgresAway: false });
    await eventually(async () =>
      expect((await user.outside()).executions[id]).toMatchObject({ status: "COMPLETED" }),
    );
  });

  it("is shown in pieces that a call can carry, however much data it has", async () => {
    const user = aUser();
    const id = await user.start(long);
    const { id: step, attempt } = only(await user.holder().take(id, 1, 6));
    const data = "ü".repeat(1_000_000);
    for (let from = 0; from < 60; from += 10) {
      const outputs = Array.from({ length: 10 }, () => ({ name: "out", data }));
      const end = from === 50 && ({ type: "completed" } as const);
      await user.holder().report(id, { id: step, attempt, from, outputs, ...(end && { end }) }, 0);
    }
    await eventually(async () =>
      expect((await user.outside()).executions[id]).toMatchObject({ status: "COMPLETED" }),
    );
    expect((await user.outside()).largest).toBeLessThan(8_000_000);
    expect(await user.engine.inspect(user.ref(id))).toMatchObject({ status: "COMPLETED" });
  });

  it("begins with all that its plans and what it keeps may weigh", async () => {
    const user = aUser();
    const executionId = crypto.randomUUID();
    const text = "€".repeat(990_000);
    const agent = planOf("44444444-4444-4444-8444-444444444444", {
      a: { blockId: EFFECT.id, defaults: { a: text } },
    });
    const agents = Object.fromEntries(
      upTo(8).map((each) => [`${agent.graphId}@${each}`, { ...agent, version: each }]),
    );
    const outputs = (count: number) => upTo(count).map(() => ({ name: "out", data: text }));
    const kept = [
      { id: "a#1" as const, input: {}, outputs: outputs(4) },
      { id: "b#1" as const, input: { a: text }, outputs: outputs(14) },
    ];
    expect(JSON.stringify(kept[1]).length).toBeLessThanOrEqual(MOST_KEPT_OF_ONE);
    expect(planSizeIssues(Object.values(agents))).toEqual([]);
    const facts = {
      inputs: { text },
      trigger: "manual",
      createdAt: Date.now(),
      retryOf: crypto.randomUUID(),
    };
    const started = await user.engine.start({
      ...user.ref(executionId),
      plan: chain,
      agents,
      kept,
      ...facts,
    });
    expect(started).toEqual({ state: "started" });
    await eventually(async () =>
      expect((await user.engine.inspect(user.ref(executionId)))?.nodes.get("a#1")).toMatchObject({
        status: "COMPLETED",
      }),
    );
    expect(Object.keys((await user.engine.plans(user.ref(executionId)))?.agents ?? {})).toHaveLength(8);
  });

  it("does not begin while Postgres is away", async () => {
    const user = aUser();
    await user.outside({ isPostgresAway: true });
    const id = await user.start(short);
    await user.outside({ isPostgresAway: false });
    expect(await user.engine.inspect(user.ref(id))).toBeNull();
  });

  it("begins, too, for a Worker of the version before, which has put it on record itself (E7)", async () => {
    const user = aUser();
    const executionId = crypto.randomUUID();
    const facts = { userId: user.userId, executionId, inputs: {}, trigger: "manual", createdAt: Date.now() };
    const plan = { planKey: "short", planText: JSON.stringify(short) };
    const started = await runInDurableObject(user.stub(), (object: ExecutionObject) =>
      object.start({ ...facts, ...plan }),
    );
    expect(started).toEqual({ state: "started" });
    expect(await user.engine.inspect(user.ref(executionId))).toMatchObject({ status: "COMPLETED" });
  });

  it("is nobody else's", async () => {
    const [ada, eve] = [aUser(), aUser()];
    const id = await ada.start(short);
    expect(await eve.engine.inspect(eve.ref(id))).toBeNull();
    expect(await eve.engine.stop(eve.ref(id))).toBeNull();
    expect(await eve.engine.log(eve.ref(id), { after: 0 }, 0)).toBeNull();
    expect(await eve.engine.stream(eve.ref(id), { after: 0 }, null)).toBeNull();
    expect(await eve.holder().take(id, 1, 6)).toEqual([]);
    const socket = await eve.socket();
    socket.subscribe(id);
    await eventually(() => expect(only(socket.heard)).toMatchObject({ error: { code: "NOT_FOUND" } }));
  });
});

describe("those who follow a run", () => {
  it("hear every event once, though the object is evicted under their sockets (E4)", async () => {
    const user = aUser();
    const id = await user.start(long);
    const [early, late] = [await user.socket(), await user.socket("gossamer")];
    expect(late.protocol).toBe("gossamer");
    early.subscribe(id);
    late.subscribe(id, 1);
    await eventually(() => expect(late.of("subscribed")).toHaveLength(1));
    await user.evict();
    const step = only(await user.holder().take(id, 1, 6));
    await user.evict();
    await user.complete(id, step);
    const { length } = await user.log(id);
    await eventually(() => expect(early.seqs(id)).toEqual(upTo(length)));
    await eventually(() => expect(late.seqs(id)).toEqual(upTo(length).slice(1)));
    early.subscribe(id, length - 1);
    await eventually(() => expect(early.seqs(id)).toEqual([...upTo(length), length]));
  });

  it("hear no number that they have, nor of nodes when they want none, though the object is evicted", async () => {
    const user = aUser();
    const id = await user.start(long);
    const [ahead, own] = [await user.socket(), await user.socket()];
    const { length } = await user.log(id);
    ahead.subscribe(id, length + 2);
    own.send({ type: "subscribe", execution_id: id, nodes: false });
    await eventually(() =>
      expect([ahead.of("subscribed").length, own.of("subscribed").length]).toEqual([1, 1]),
    );
    await user.evict();
    await user.complete(id, only(await user.holder().take(id, 1, 6)));
    const whole = await user.log(id);
    const later = whole.filter(({ seq }) => seq > length + 2).map(({ seq }) => seq);
    const ofRun = whole.filter(({ type }) => type.startsWith("execution.")).map(({ seq }) => seq);
    expect([later.length, ofRun.length]).not.toContain(0);
    await eventually(() => expect(ahead.seqs(id)).toEqual(later));
    await eventually(() => expect(own.seqs(id)).toEqual(ofRun));
  });

  it("may be two hundred on one run", async () => {
    const user = aUser();
    const id = await user.start(long);
    const sockets = await Promise.all(upTo(200).map(() => user.socket()));
    for (const socket of sockets) socket.subscribe(id);
    await eventually(() => expect(sockets.every((socket) => socket.seqs(id).length > 0)).toBe(true));
    await user.evict();
    await user.complete(id, only(await user.holder().take(id, 1, 6)));
    const whole = upTo((await user.log(id)).length);
    await eventually(() => {
      for (const socket of sockets) expect(socket.seqs(id)).toEqual(whole);
    });
  });

  it("hear it in the words that they asked in", async () => {
    const user = aUser();
    const id = await user.start(short);
    const socket = await user.socket();
    socket.send({ method: "subscribe_graph_execution", data: { graph_exec_id: id } });
    socket.send({ method: "heartbeat" });
    socket.send({ type: "ping" });
    socket.send({ type: "dance" });
    const { length } = await user.log(id);
    await eventually(() => expect(socket.heard).toHaveLength(length + 4));
    expect(socket.heard[0]).toEqual({ method: "subscribe_graph_execution", success: true, channel: id });
    const methods = socket.heard.slice(1, length + 1).map(({ method }) => method);
    expect(methods[0]).toBe("graph_execution_event");
    expect(methods[1]).toBe("node_execution_event");
    expect(socket.heard.at(length)).toMatchObject({
      channel: id,
      data: { type: "execution.completed", graph_exec_id: id, seq: length },
    });
    expect(socket.heard.slice(-3)).toMatchObject([
      { method: "heartbeat", data: "pong", success: true },
      { type: "pong" },
      { type: "error", error: { code: "VALIDATION_ERROR" } },
    ]);
  });

  it("follow so many runs on one socket, and go on hearing them all after an eviction", async () => {
    const user = aUser();
    const ids = await Promise.all(upTo(33).map(() => user.start(long)));
    const [last = "", ...others] = ids;
    const socket = await user.socket();
    for (const id of [...others, last]) socket.subscribe(id);
    await eventually(() => expect(socket.of("error")).toHaveLength(1));
    expect(socket.of("error")).toMatchObject([{ execution_id: last, error: { code: "RATE_LIMITED" } }]);
    const [freed = ""] = others;
    socket.send({ type: "unsubscribe", execution_id: freed });
    socket.subscribe(last);
    await eventually(() => expect(socket.of("subscribed")).toHaveLength(33));
    await user.evict();
    for (const id of ids) await user.engine.stop(user.ref(id));
    await eventually(() => expect(socket.of("execution.failed")).toHaveLength(32));
    expect(socket.of("execution.failed").map(({ execution_id }) => execution_id)).not.toContain(freed);
  });

  it("read the same log from any cursor, in a stream and polling (E4)", async () => {
    const user = aUser();
    const id = await user.start(long);
    const stream = await user.engine.stream(user.ref(id), { after: 1 }, null);
    expect(stream?.headers.get("content-type")).toBe("text/event-stream");
    const streamed = stream?.text() ?? Promise.resolve("");
    const { length } = await user.log(id);
    const awaited = user.engine.log(user.ref(id), { after: length }, 5000);
    await user.complete(id, only(await user.holder().take(id, 1, 6)));
    expect((await awaited)?.entries[0]).toMatchObject({ seq: length + 1, type: "node.started" });
    const whole = await user.log(id);
    const ids = [...(await streamed).matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq));
    expect(ids).toEqual(upTo(whole.length).slice(1));
    for (const after of [0, 2, whole.length]) {
      const stretch = await user.engine.log(user.ref(id), { after }, 5000);
      expect(stretch).toEqual({ entries: whole.slice(after), final: true });
    }
  });

  it("by a credential that ended are cut off, evicted or not, and nobody else is", async () => {
    const user = aUser();
    const id = await user.start(long);
    const [ended, other, own] = [
      await user.socket(null, "key:ended"),
      await user.socket(null, "key:other"),
      await user.socket(),
    ];
    for (const socket of [ended, other, own]) socket.subscribe(id);
    await eventually(() => expect(own.of("subscribed")).toHaveLength(1));
    await user.evict();
    const endedStream = await user.engine.stream(user.ref(id), { after: 0 }, "key:ended");
    const otherStream = await user.engine.stream(user.ref(id), { after: 0 }, "key:other");
    await user.engine.sever(user.userId, "key:ended");
    expect(await endedStream?.text()).not.toContain("execution.completed");
    await eventually(() => expect(ended.closedBy).toBe(4003));
    await user.complete(id, only(await user.holder().take(id, 1, 6)));
    expect(await otherStream?.text()).toContain("execution.completed");
    for (const socket of [other, own]) {
      await eventually(() => expect(socket.of("execution.completed")).toHaveLength(1));
      expect(socket.closedBy).toBeNull();
    }
    expect(ended.of("execution.completed")).toEqual([]);
  });

  it("are told after a while that there is nothing new", async () => {
    const user = aUser();
    const id = await user.start(long);
    const { length } = await user.log(id);
    expect(await user.engine.log(user.ref(id), { after: length }, 50)).toEqual({ entries: [], final: false });
  });
});

describe("an object whose tables are of a version that its code does not understand", () => {
  /** As if a later deployment had been there, or had not. */
  const setVersion = (user: ReturnType<typeof aUser>, change: number) =>
    runInDurableObject(user.stub(), (_object, { storage }) => {
      storage.sql.exec("UPDATE schema_version SET version = version + ?", change);
    });

  it("refuses and touches nothing, looks again by itself, and goes on when its code is there", async () => {
    const user = aUser();
    const id = await user.start(long);
    await setVersion(user, 2);
    await user.evict();
    await runInDurableObject(user.stub(), (object: ExecutionObject) => {
      const refusal = /tables are of version/;
      expect(() => object.glance(id)).toThrow(refusal);
      expect(() => object.take(id, 1, 6)).toThrow(refusal);
      expect(() => object.stop(id)).toThrow(refusal);
    });
    await runDurableObjectAlarm(user.stub());
    const { runs, alarm } = await runInDurableObject(user.stub(), async (_object, { storage }) => ({
      runs: storage.sql.exec("SELECT id, status FROM runs").toArray(),
      alarm: await storage.getAlarm(),
    }));
    expect(runs).toEqual([{ id, status: "RUNNING" }]);
    expect(alarm).toBeGreaterThan(Date.now());
    await setVersion(user, -2);
    await user.evict();
    await user.complete(id, only(await user.holder().take(id, 1, 6)));
    expect(await user.engine.glance(user.ref(id))).toMatchObject({
      status: "COMPLETED",
      stats: { total_nodes: 1, completed_nodes: 1 },
    });
  });
});

describe("a run of more than one answer can carry", () => {
  const nodes = Array.from({ length: 20 }, (_, index) => [`n${index}`, { blockId: EFFECT.id }] as const);
  const heavy = planOf("44444444-4444-4444-8444-444444444444", Object.fromEntries(nodes));
  const outputs = [{ name: "out", data: "\u4e16".repeat(1_000_000) }];
  const end = { type: "completed" } as const;

  it("is told without its values, which its log has, page by page to its end", {
    timeout: 60_000,
  }, async () => {
    const user = aUser();
    const id = await user.start(heavy);
    for (const wake of upTo(nodes.length)) {
      const { id: nodeExecution, attempt } = only(await user.holder().take(id, wake, 1));
      await user.holder().report(id, { id: nodeExecution, attempt, from: 0, outputs, end }, 0);
    }
    await user.evict();
    const present = await user.engine.inspect(user.ref(id));
    expect(present).toMatchObject({ status: "COMPLETED", valuesOmitted: true });
    const told = [...(present?.nodes.values() ?? [])].map(({ status, output }) => [status, output]);
    expect(told).toEqual(nodes.map(() => ["COMPLETED", {}]));
    const log: LogEntry[] = [];
    for (let final = false; !final; ) {
      const stretch = await user.engine.log(user.ref(id), { after: log.length }, 0);
      log.push(...(stretch?.entries ?? []));
      final = stretch?.final ?? true;
    }
    expect(log.map(({ seq }) => seq)).toEqual(upTo(present?.seq ?? 0));
    const sizes = log.map((entry) => (entry.type === "node.output" ? String(entry.output_data).length : 0));
    expect(sizes.filter((size) => size > 0)).toEqual(nodes.map(() => 1_000_000));
  });

  it("is told whole although an input of it is too large", { timeout: 60_000 }, async () => {
    const user = aUser();
    const pins = upTo(20).map((pin) => `b.a_#_${pin}`);
    const collects = planOf("55555555-5555-4555-8555-555555555555", {
      a: { blockId: EFFECT.id, feeds: { out: pins } },
      b: { blockId: EFFECT.id },
    });
    const id = await user.start(collects);
    const { id: nodeExecution, attempt } = only(await user.holder().take(id, 1, 1));
    await user.holder().report(id, { id: nodeExecution, attempt, from: 0, outputs, end }, 6);
    const present = await user.engine.inspect(user.ref(id));
    const error = "Its input is larger than 12000000 characters";
    expect(present?.nodes.get("b#1")).toMatchObject({ status: "FAILED", error });
    expect(await user.engine.log(user.ref(id), { after: 0 }, 0)).toMatchObject({
      entries: expect.any(Array),
    });
  });

  it("asks its questions on as many answers as they take", { timeout: 60_000 }, async () => {
    const user = aUser();
    const asking = upTo(20).map((n) => [
      `ask${n}`,
      { blockId: humanInTheLoop.id, defaults: { name: `${n}` } },
    ]);
    const questions = planOf("66666666-6666-4666-8666-666666666666", {
      in: {
        blockId: agentInput.id,
        defaults: { name: "text" },
        feeds: { result: upTo(20).map((n) => `ask${n}.data`) },
      },
      ...Object.fromEntries(asking),
    });
    await user.start(questions, { text: "\u4e16".repeat(1_000_000) });
    const { reviews, total } = await user.engine.reviews(user.userId, { limit: 100, offset: 0 });
    expect([new Set(reviews.map(({ title }) => title)).size, total]).toEqual([20, 20]);
    const page = await user.engine.reviews(user.userId, { limit: 11, offset: 5 });
    expect(page.reviews.map(({ id }) => id)).toEqual(reviews.slice(5, 16).map(({ id }) => id));
  });

  it("can be done again with all that it gave", { timeout: 60_000 }, async () => {
    const user = aUser();
    const kept = nodes.map(([node]) => ({ id: `${node}#1`, input: {}, outputs }));
    const executionId = crypto.randomUUID();
    const retryOf = crypto.randomUUID();
    const run = {
      ...user.ref(executionId),
      plan: heavy,
      inputs: {},
      trigger: "manual",
      createdAt: Date.now(),
    };
    await user.engine.start({ ...run, retryOf, kept });
    await eventually(async () =>
      expect(await user.engine.glance(user.ref(executionId))).toMatchObject({
        status: "COMPLETED",
        stats: { completed_nodes: nodes.length },
      }),
    );
    expect((await user.outside()).wakes).toEqual([]);
  });
});
