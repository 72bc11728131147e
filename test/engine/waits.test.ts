import { describe, expect, it } from "vitest";
import { statsOf } from "#domain/executions/stats.ts";
import { emptyHistory, read } from "#kernel/history.ts";
import type { Plan } from "#kernel/plan.ts";
import type { JsonObject } from "#lib/json.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";

const INPUT = "c0a8e994-ebf1-4a9c-a4d8-89d09c86741b";
const OUTPUT = "363ae599-353e-4804-937e-b2ee3cef3da4";
const STEP = "f66a3543-28d3-4ab5-8945-9b336371e2ce";
const TIMER = "d67a9c52-5e4e-11e2-bcfd-0800200c9a71";
const HUMAN = "8b2a7b3c-6e9d-4a5f-8c1b-2e3f4a5b6c7d";
const AGENT = "e189baac-8c20-45a1-94a7-55177ea42565";
const EVENT = "7ecad40f-7ce2-45d7-8a68-54e4b8d42779";

const DAY = 86_400_000;

type World = ReturnType<typeof objectWorld>;

const outputs = (world: World, id: string) => read(emptyHistory(), world.log(id)).outputs;
const types = (world: World, id: string) => world.log(id).map(({ type }) => type);
const reviewsOf = (world: World) => world.object.executor.reviews({ limit: 100, offset: 0 }).reviews;

describe("a timer", () => {
  const plan = planOf("timer", {
    wait: {
      blockId: TIMER,
      defaults: { seconds: 90, input_message: "now", repeat: 2 },
      feeds: { output_message: ["out.value"] },
    },
    out: { blockId: OUTPUT, defaults: { name: "said" } },
  });

  it("yields when its time has come, also in an object that slept (E2, E8)", async () => {
    const world = objectWorld();
    const id = world.start(plan);
    world.object.evict();
    await world.time.passes(89_000);
    expect(outputs(world, id)).toEqual({});
    await world.time.passes(2000);
    expect(outputs(world, id)).toEqual({ said: ["now"] });
    world.object.evict();
    await world.time.passes(90_000);
    expect(outputs(world, id)).toEqual({ said: ["now", "now"] });
    expect(world.status(id)).toBe("COMPLETED");
    expect(world.sent).toEqual([]);
  });

  it("of a run that is stopped never yields", async () => {
    const world = objectWorld();
    const id = world.start(plan);
    world.object.executor.stop(id);
    await world.time.passes(DAY);
    expect(outputs(world, id)).toEqual({});
    expect(world.status(id)).toBe("TERMINATED");
  });
});

describe("an event", () => {
  const plan = planOf("event", {
    wait: {
      blockId: EVENT,
      defaults: { event: "paid", timeout_seconds: 60, look_back_seconds: 30 },
      feeds: { payload: ["out.value"], timed_out: ["late.value"] },
    },
    out: { blockId: OUTPUT, defaults: { name: "payload" } },
    late: { blockId: OUTPUT, defaults: { name: "late" } },
  });

  it("wakes every run that waits for its name, once", async () => {
    const world = objectWorld();
    const runs = [world.start(plan), world.start(plan)];
    world.object.evict();
    world.object.executor.signal("e1", "refunded", 0);
    world.object.executor.signal("e2", "paid", { order: 7 });
    world.object.executor.signal("e2", "paid", { order: 8 });
    for (const id of runs) expect(outputs(world, id)).toEqual({ payload: [{ order: 7 }] });
  });

  it("counts for all that wait, though their time is over before they can be told", async () => {
    const world = objectWorld();
    const runs = Array.from({ length: 80 }, () => world.start(plan));
    await world.time.passes(59_000);
    const { courier } = world.object.awake;
    const { alarm } = courier;
    courier.alarm = () => undefined;
    world.object.executor.signal("e1", "paid", "in time");
    await world.time.passes(2000);
    courier.alarm = alarm;
    courier.alarm();
    await world.time.passes(1000);
    for (const id of runs) expect(outputs(world, id)).toEqual({ payload: ["in time"] });
  });

  it("wakes very many at once, though their object is lost and comes back for another reason", async () => {
    const world = objectWorld();
    const runs = Array.from({ length: 80 }, () => world.start(plan));
    world.object.executor.signal("e1", "paid", 1);
    world.object.evict();
    expect(world.object.executor.find(runs[0] ?? "")).not.toBeNull();
    await world.time.passes(1000);
    for (const id of runs) expect(world.status(id)).toBe("COMPLETED");
  });

  it("that came shortly before the wait counts, one that came long before does not", async () => {
    const world = objectWorld();
    world.object.executor.signal("e1", "paid", "early");
    await world.time.passes(20_000);
    expect(outputs(world, world.start(plan))).toEqual({ payload: ["early"] });
    await world.time.passes(20_000);
    const id = world.start(plan);
    expect(outputs(world, id)).toEqual({});
    await world.time.passes(61_000);
    expect(outputs(world, id)).toEqual({ late: [true] });
  });

  describe("in a loop", () => {
    const loop = planOf("loop", {
      first: { blockId: INPUT, defaults: { name: "patience" }, feeds: { result: ["wait.timeout_seconds"] } },
      wait: {
        blockId: EVENT,
        defaults: { event: "paid", look_back_seconds: 30 },
        feeds: { payload: ["wait.timeout_seconds", "out.value"], timed_out: ["late.value"] },
      },
      out: { blockId: OUTPUT, defaults: { name: "payload" } },
      late: { blockId: OUTPUT, defaults: { name: "late" } },
    });
    /** Between two events it waits for a second. */
    const busy = planOf("busy", {
      first: { blockId: INPUT, defaults: { name: "patience" }, feeds: { result: ["wait.timeout_seconds"] } },
      wait: {
        blockId: EVENT,
        defaults: { event: "paid", look_back_seconds: 30 },
        feeds: { payload: ["pause.input_message", "out.value"] },
      },
      pause: {
        blockId: TIMER,
        defaults: { seconds: 1 },
        feeds: { output_message: ["wait.timeout_seconds"] },
      },
      out: { blockId: OUTPUT, defaults: { name: "payload" } },
    });
    const seconds = [50, 51, 52, 53, 54, 55, 56];

    it("is heard once by its node, and so is each that came at the same moment", async () => {
      const world = objectWorld();
      for (const patience of seconds) world.object.executor.signal(`e${patience}`, "paid", patience);
      const id = world.start(loop, { patience: 60 });
      await world.time.passes(1000);
      expect(outputs(world, id)).toEqual({ payload: seconds });
      world.object.evict();
      world.object.executor.signal("e57", "paid", 57);
      await world.time.passes(1000);
      expect(outputs(world, id)).toEqual({ payload: [...seconds, 57] });
      await world.time.passes(57_000);
      expect(outputs(world, id)).toEqual({ payload: [...seconds, 57], late: [true] });
      expect(world.status(id)).toBe("COMPLETED");
    });

    it("is not lost when it comes while the node is at something else", async () => {
      const world = objectWorld();
      const id = world.start(busy, { patience: 60 });
      world.object.executor.signal("e1", "paid", 50);
      world.object.executor.signal("e2", "paid", 51);
      await world.time.passes(3000);
      expect(outputs(world, id)).toEqual({ payload: [50, 51] });
      await world.time.passes(2000);
      world.object.executor.signal("e3", "paid", 52);
      expect(outputs(world, id)).toEqual({ payload: [50, 51, 52] });
    });

    it("is heard by each node that waits for it", () => {
      const world = objectWorld();
      const id = world.start(
        planOf("twice", {
          one: { blockId: EVENT, defaults: { event: "paid" }, feeds: { payload: ["two.timeout_seconds"] } },
          two: { blockId: EVENT, defaults: { event: "paid" }, feeds: { payload: ["out.value"] } },
          out: { blockId: OUTPUT, defaults: { name: "payload" } },
        }),
      );
      world.object.executor.signal("e1", "paid", 50);
      expect(outputs(world, id)).toEqual({ payload: [50] });
    });
  });
});

describe("a review", () => {
  const nodes = {
    ask: {
      blockId: HUMAN,
      defaults: { name: "Mail", data: { to: "ada" } },
      feeds: { approved_data: ["yes.value"], rejected_data: ["no.value"], error: ["late.value"] },
    },
    yes: { blockId: OUTPUT, defaults: { name: "yes" } },
    no: { blockId: OUTPUT, defaults: { name: "no" } },
    late: { blockId: OUTPUT, defaults: { name: "late" } },
  };
  const plan = planOf("review", nodes);

  it("puts a run in REVIEW until a person has decided; one of many decisions counts", () => {
    const world = objectWorld();
    const id = world.start(plan);
    expect(world.status(id)).toBe("REVIEW");
    const [review] = reviewsOf(world);
    if (review === undefined) throw new Error("Nobody was asked");
    expect(review).toMatchObject({ executionId: id, status: "WAITING", title: "Mail", data: { to: "ada" } });
    world.object.evict();
    const won = Array.from({ length: 100 }, (_, index) =>
      world.object.executor.decide(review.id, {
        approved: index % 2 === 0,
        data: { to: index },
        message: "",
      }),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(outputs(world, id)).toEqual({ yes: [{ to: 0 }] });
    expect(world.status(id)).toBe("COMPLETED");
    expect(reviewsOf(world)).toMatchObject([{ status: "APPROVED", data: { to: 0 } }]);
    expect(types(world, id).filter((type) => type.startsWith("execution."))).toEqual([
      "execution.started",
      "execution.review",
      "execution.output",
      "execution.resumed",
      "execution.completed",
    ]);
  });

  it("is decided once while its run asks something else, too", () => {
    const world = objectWorld();
    world.start(
      planOf("two reviews", { ...nodes, other: { blockId: HUMAN, defaults: { name: "Post", data: 1 } } }),
    );
    const mail = reviewsOf(world).find(({ title }) => title === "Mail");
    const decide = () => world.object.executor.decide(mail?.id ?? "", { approved: true, message: "" });
    expect(decide()).toMatchObject({ status: "APPROVED" });
    expect(decide()).toBeNull();
    expect(
      reviewsOf(world)
        .map(({ title, status }) => `${title}: ${status}`)
        .toSorted(),
    ).toEqual(["Mail: APPROVED", "Post: WAITING"]);
  });

  it.each([
    [true, null, null],
    [true, undefined, { to: "ada" }],
    [false, { to: "eve" }, { to: "ada" }],
  ])("that may be changed (%s), approved as %o, gives %o", (editable, data, given) => {
    const world = objectWorld();
    const ask = { ...nodes.ask, defaults: { ...nodes.ask.defaults, editable } };
    const id = world.start(planOf("review", { ...nodes, ask }));
    const [review] = reviewsOf(world);
    const decision = { approved: true, message: "", ...(data !== undefined && { data }) };
    expect(world.object.executor.decide(review?.id ?? "", decision)).toMatchObject({ data: given });
    expect(outputs(world, id)).toEqual({ yes: [given] });
  });

  it("expires", async () => {
    const world = objectWorld();
    const id = world.start(plan);
    await world.time.passes(8 * DAY);
    expect(outputs(world, id)).toEqual({ late: ["Nobody decided in time"] });
    expect(reviewsOf(world)).toMatchObject([{ status: "EXPIRED" }]);
  });

  it("is decided no more once it has expired, though its alarm is late", async () => {
    const world = objectWorld();
    const id = world.start(plan);
    world.object.awake.courier.alarm = () => undefined;
    const [review] = reviewsOf(world);
    const decide = () => world.object.executor.decide(review?.id ?? "", { approved: true, message: "" });
    await world.time.pass((review?.expiresAt ?? 0) - 1);
    await world.time.passes(1);
    expect(decide()).toBeNull();
    world.object.executor.tick(id);
    expect(outputs(world, id)).toEqual({ late: ["Nobody decided in time"] });
  });

  it("of a run that was stopped is withdrawn", () => {
    const world = objectWorld();
    const id = world.start(plan);
    world.object.executor.stop(id);
    expect(reviewsOf(world)).toMatchObject([{ status: "CANCELLED" }]);
  });

  it("is not asked for where the graph asks nobody", () => {
    const world = objectWorld();
    const id = world.start({ ...plan, safeMode: { people: false, sensitive: false } });
    expect(outputs(world, id)).toEqual({ yes: [{ to: "ada" }] });
  });

  /** A plan whose one node a person must approve, if the graph says so. */
  function sensitivePlan(asksFirst: boolean): Plan {
    const effect = planOf("sensitive", { act: { blockId: EFFECT.id, defaults: { x: 1 } } });
    const act = effect.nodes["act"];
    if (act === undefined) throw new Error("The plan has no such node");
    const safeMode = { people: true, sensitive: asksFirst };
    return { ...effect, nodes: { act: { ...act, sensitive: true } }, safeMode };
  }

  function sensitive() {
    const world = objectWorld();
    const id = world.start(sensitivePlan(true));
    const [review] = reviewsOf(world);
    if (review === undefined) throw new Error("Nobody was asked");
    return { ...world, world, id, review };
  }

  it.each([
    ["Too much", "Too much"],
    ["", "A person rejected it"],
  ])("of a sensitive node that is rejected (%o) fails it, and nothing is done", (message, error) => {
    const { world, id, review, log } = sensitive();
    world.object.executor.decide(review.id, { approved: false, message });
    expect(world.object.executor.take(id, 1, 6)).toEqual([]);
    expect(log(id)).toContainEqual(expect.objectContaining({ type: "node.failed", error }));
    expect(reviewsOf(world)).toMatchObject([{ status: "REJECTED", message: message || null }]);
  });

  it("does not come before a sensitive node when the graph does not say so", () => {
    const world = objectWorld();
    const id = world.start(sensitivePlan(false));
    expect(reviewsOf(world)).toEqual([]);
    expect(world.object.executor.take(id, 1, 6)).toMatchObject([{ id: "act#1" }]);
  });

  it("comes before a sensitive node when the graph says so, and a worker gets what was approved", () => {
    const { world, id, review } = sensitive();
    expect(world.object.executor.take(id, 1, 6)).toEqual([]);
    world.object.executor.decide(review.id, { approved: true, data: { x: 2 }, message: "" });
    expect(world.object.executor.take(id, 1, 6)).toMatchObject([{ id: "act#1", input: { x: 2 } }]);
  });
});

describe("an agent", () => {
  const schemas: JsonObject = { input_schema: { properties: { items: {} } }, output_schema: {} };
  const runs = (graphId: string): JsonObject => ({
    graph_id: graphId,
    graph_version: 1,
    inputs: {},
    ...schemas,
  });
  const child = planOf("child", {
    in: { blockId: INPUT, defaults: { name: "items" }, feeds: { result: ["each.items"] } },
    each: { blockId: STEP, feeds: { item: ["out.value"] } },
    out: { blockId: OUTPUT, defaults: { name: "item" } },
  });
  const parentOf = (graphId: string, pin = "items") =>
    planOf("parent", {
      in: { blockId: INPUT, defaults: { name: "list" }, feeds: { result: [`agent.${pin}`] } },
      agent: {
        blockId: AGENT,
        defaults: runs(graphId),
        feeds: { item: ["out.value"], error: ["bad.value"] },
      },
      out: { blockId: OUTPUT, defaults: { name: "got" } },
      bad: { blockId: OUTPUT, defaults: { name: "bad" } },
    });

  it("yields its outputs in order by their names", () => {
    const world = objectWorld();
    const id = world.start(parentOf("child"), { list: [1, 2, 3] }, { "child@1": child });
    expect(outputs(world, id)).toEqual({ got: [1, 2, 3] });
    expect(world.status(id)).toBe("COMPLETED");
  });

  it("that is missing fails its node, not the run", () => {
    const world = objectWorld();
    const id = world.start(parentOf("nowhere"), { list: [] });
    expect(outputs(world, id)).toEqual({ bad: ["There is no graph nowhere@1"] });
    expect(world.status(id)).toBe("COMPLETED");
  });

  it("that needs an input which nothing brings fails its node, and says which", () => {
    const world = objectWorld();
    const id = world.start(parentOf("child", "else"), { list: [1] }, { "child@1": child });
    expect(outputs(world, id)).toEqual({ bad: ['The agent needs "items"'] });
    expect(world.status(id)).toBe("COMPLETED");
  });

  it("takes what links bring also where the schema that it came with does not tell of it", () => {
    const world = objectWorld();
    const bare = planOf("bare", {
      in: { blockId: INPUT, defaults: { name: "list" }, feeds: { result: ["agent.items"] } },
      agent: {
        blockId: AGENT,
        defaults: { ...runs("child"), input_schema: {} },
        feeds: { item: ["out.value"] },
      },
      out: { blockId: OUTPUT, defaults: { name: "got" } },
    });
    const id = world.start(bare, { list: [4, 5] }, { "child@1": child });
    expect(outputs(world, id)).toEqual({ got: [4, 5] });
  });

  it("is stopped with its parent, and outlives an eviction", async () => {
    const world = objectWorld();
    const slow = planOf("slow", { wait: { blockId: TIMER, defaults: { hours: 1 } } });
    const stopped = world.start(parentOf("slow"), { list: [] }, { "slow@1": slow });
    const left = world.start(parentOf("slow"), { list: [] }, { "slow@1": slow });
    const childOf = (id: string) =>
      [...(world.object.executor.find(id)?.waits.values() ?? [])].map(({ of }) => of ?? "").join();
    const [gone, kept] = [childOf(stopped), childOf(left)];
    world.object.evict();
    world.object.executor.stop(stopped);
    expect(world.status(gone)).toBe("TERMINATED");
    expect(world.status(kept)).toBe("RUNNING");
    world.object.evict();
    await world.time.passes(3_700_000);
    expect(world.status(kept)).toBe("COMPLETED");
    expect(world.status(left)).toBe("COMPLETED");
  });

  it("that runs itself goes five deep, and there says why no deeper", () => {
    const world = objectWorld();
    const selfish = planOf("self", {
      a: { blockId: AGENT, defaults: runs("self"), feeds: { error: ["out.value"] } },
      out: { blockId: OUTPUT, defaults: { name: "bad" } },
    });
    world.start(selfish, {}, { "self@1": selfish });
    const rows = world.object.sql.exec<{ id: string }>("SELECT id FROM runs").toArray();
    const told = rows.map(({ id }) => {
      const depth = world.object.executor.find(id)?.facts.parent?.depth ?? 0;
      return [depth, world.status(id), outputs(world, id)];
    });
    expect(told.toSorted()).toEqual([
      ...[0, 1, 2, 3, 4].map((depth) => [depth, "COMPLETED", {}]),
      [5, "COMPLETED", { bad: ["Agents nest 5 deep at most"] }],
    ]);
  });
});

describe("a node that waits for longer than it may", () => {
  const child = planOf("child", { wait: { blockId: TIMER, defaults: { days: 1 } } });
  const agent = { graph_id: "child", graph_version: 1, input_schema: {}, output_schema: {} };

  it.each<[string, string, JsonObject]>([
    ["a timer", TIMER, { days: 1 }],
    ["a question", HUMAN, { name: "Well?", data: 1 }],
    ["an event", EVENT, { event: "never" }],
    ["an agent", AGENT, agent],
  ])("fails, and the run goes on: %s", async (_what, blockId, defaults) => {
    const world = objectWorld();
    const plan = planOf("late", {
      it: { blockId, defaults, feeds: { error: ["out.value"] } },
      out: { blockId: OUTPUT, defaults: { name: "why" } },
    });
    for (const node of Object.values(plan.nodes)) if (node.waits) node.waitMs = 5000;
    const id = world.start(plan, {}, { "child@1": child });
    await world.time.passes(4000);
    expect(["RUNNING", "REVIEW"]).toContain(world.status(id));
    world.object.evict();
    await world.time.passes(2000);
    expect(world.status(id)).toBe("COMPLETED");
    expect(outputs(world, id)).toEqual({ why: ["It took longer than 5000 ms"] });
    const begun = statsOf(read(emptyHistory(), world.log(id))).total_nodes;
    expect(begun).toBe(blockId === AGENT ? 3 : 2);
    expect(reviewsOf(world).filter(({ status }) => status === "WAITING")).toEqual([]);
    expect(world.object.tables.living()).toEqual([]);
  });

  it("tells who is asked until when, and takes no answer afterwards", async () => {
    const world = objectWorld();
    const plan = planOf("asked", { it: { blockId: HUMAN, defaults: { name: "Well?", data: 1 } } });
    for (const node of Object.values(plan.nodes)) node.waitMs = 5000;
    world.start(plan);
    const [asked] = reviewsOf(world);
    expect(asked).toMatchObject({ status: "WAITING", expiresAt: (asked?.createdAt ?? 0) + 5000 });
    await world.time.passes(6000);
    expect(reviewsOf(world)).toMatchObject([{ status: "EXPIRED" }]);
    const yes = { approved: true, data: 1, message: "" };
    expect(world.object.executor.decide(asked?.id ?? "", yes)).toBeNull();
  });
});
