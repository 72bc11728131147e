import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { countdownTimer } from "#blocks/waiting/countdown-timer.ts";
import type { Happening } from "#kernel/log.ts";
import { NOTHING_SPENT } from "#kernel/spent.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { Bundle } from "../../local/replay/bundle.ts";
import { falseClaim } from "../../local/replay/claims.ts";
import { BLOCK, graphOf, greeting, node } from "../graphs.ts";
import { BLOCK as STACK_BLOCK } from "../stack/platform.ts";
import { type Answer, type Caller, person, session, textOf, world } from "../world.ts";

const { api, engine, sql } = await world();
const owner = person("ada");
const ada = await session(owner);
const eve = await session(person("eve"));
const GRAPHS = "/api/v2/builder/graphs";

const who = (value: string): Happening[] => {
  const of = { node_id: "who", ordinal: 1 };
  const input = { name: "who", description: "Whom to greet", value: "Eve" };
  return [
    { type: "node.started", ...of, block_id: BLOCK.input, attempt: 1, input },
    { type: "node.output", ...of, output_name: "result", output_data: value },
    { type: "node.completed", ...of },
  ];
};
const error = { code: "TERMINATED", message: "Execution was cancelled" } as const;
const stopped: Happening = { type: "execution.failed", status: "TERMINATED", error };

async function run(...happenings: Happening[]): Promise<string> {
  const graph = textOf(await api(ada).post(GRAPHS, greeting()), "id");
  const started = await api(ada).post(`${GRAPHS}/${graph}/execute`, { input_data: { who: "Eve" } });
  const executionId = textOf(started, "execution_id");
  engine.happens({ userId: owner.id, executionId }, ...happenings);
  return executionId;
}

const bundle = (id: string, caller: Caller = ada) => api(caller).get(`/api/v2/executions/${id}/bundle`);

const changedIn = (bundle: JsonObject, field: string, change: JsonObject): JsonObject => ({
  ...bundle,
  [field]: { ...dictOf(bundle[field]), ...change },
});

const receipt: JsonObject = {
  node_id: "who",
  ordinal: 1,
  block_id: BLOCK.input,
  attempt: 1,
  idempotency_key: "a key",
  outcome: "completed",
  error: null,
};

const dictOf = (value: Json | undefined): JsonObject => {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new Error("That is no object");
};

/** `npm run replay` on a file with this text. */
async function replay(text: string): Promise<{ code: number; said: string }> {
  const folder = await mkdtemp(join(tmpdir(), "gossamer-"));
  const path = join(folder, "bundle.json");
  await writeFile(path, text);
  const command = join(import.meta.dirname, "../../local/replay.ts");
  const answer = await new Promise<{ code: number; said: string }>((resolve) => {
    execFile(process.execPath, [command, path], (failure, out, err) =>
      resolve({ code: Number(failure?.code ?? 0), said: out + err }),
    );
  });
  await rm(folder, { recursive: true });
  return answer;
}

describe("GET /api/v2/executions/{id}/bundle", () => {
  it("has the graph, the plan, what went in and came out, and the whole log", async () => {
    const id = await run(...who("Eve"), stopped);
    const { status, body } = await bundle(id);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      format: 1,
      execution: { id, status: "TERMINATED" },
      graph: { version: 1, name: "Greeting" },
      plan: { entry: ["who"], version: 1 },
      inputs: { who: "Eve" },
      outputs: {},
      receipts: [],
      log: [{ seq: 1, type: "execution.started" }, { seq: 2 }, { seq: 3 }, { seq: 4 }, { seq: 5 }],
    });
  });

  it("has a receipt of each try at something outside, with its key and what came of it", async () => {
    const graph = await api(ada).post(
      GRAPHS,
      graphOf("Ask", [node("ask", STACK_BLOCK.request, { url: "https://a.test" })]),
    );
    const started = await api(ada).post(`${GRAPHS}/${textOf(graph, "id")}/execute`, {});
    const id = textOf(started, "execution_id");
    const of = { node_id: "ask", ordinal: 1 };
    const begun = (attempt: number): Happening => ({
      type: "node.started",
      ...of,
      block_id: STACK_BLOCK.request,
      attempt,
    });
    engine.happens(
      { userId: owner.id, executionId: id },
      begun(1),
      { type: "node.charged", ...of, attempt: 1, spent: { ...NOTHING_SPENT, cost: 7, calls: 1 } },
      { type: "node.retried", ...of, attempt: 1, error: "503", not_before: 0 },
      begun(2),
      { type: "node.completed", ...of },
      begun(3),
      stopped,
    );
    const receipt = { ...of, block_id: STACK_BLOCK.request, idempotency_key: `${id}:ask#1:1` };
    expect((await bundle(id)).body["receipts"]).toMatchObject([
      {
        ...receipt,
        attempt: 1,
        outcome: "failed",
        error: "503",
        stats: { cost: 0.000007, llm_call_count: 1 },
      },
      { ...receipt, attempt: 2, outcome: "completed", error: null, stats: { cost: 0 } },
      { ...receipt, attempt: 3, outcome: "unknown", ended_at: null },
    ]);
  });

  it("has no receipt of what waited, since nothing outside was asked", async () => {
    const graph = graphOf("Wait", [node("wait", countdownTimer.id, { seconds: 0 })]);
    const id = textOf(await api(ada).post(GRAPHS, graph), "id");
    const executionId = textOf(await api(ada).post(`${GRAPHS}/${id}/execute`, {}), "execution_id");
    const of = { node_id: "wait", ordinal: 1 };
    const begun: Happening = { type: "node.started", ...of, block_id: countdownTimer.id, attempt: 1 };
    engine.happens({ userId: owner.id, executionId }, begun, { type: "node.completed", ...of }, stopped);
    expect((await bundle(executionId)).body["receipts"]).toEqual([]);
  });

  it("has the version that ran, though the graph has been changed since", async () => {
    const id = await run(...who("Eve"), stopped);
    const { body } = await api(ada).get(`/api/v2/executions/${id}`);
    const changed = await api(ada).put(`${GRAPHS}/${body["graph_id"]}`, { ...greeting(), name: "Changed" });
    expect(changed.status).toBe(200);
    expect((await bundle(id)).body).toMatchObject({ graph: { version: 1, name: "Greeting" } });
  });

  it("has no graph when that is deleted", async () => {
    const id = await run(...who("Eve"), stopped);
    const { body } = await api(ada).get(`/api/v2/executions/${id}`);
    await api(ada).delete(`${GRAPHS}/${body["graph_id"]}`);
    expect((await bundle(id)).body).toMatchObject({ graph: null, plan: { version: 1 } });
  });

  it("is not there any more when the log is forgotten", async () => {
    const id = await run(stopped);
    await sql("update executions set status = 'TERMINATED' where id = $1", [id]);
    engine.forget({ userId: owner.id, executionId: id });
    expect((await bundle(id)).status).toBe(404);
  });

  it.each<[string, () => Promise<Answer>, number]>([
    ["of a run that goes on", async () => bundle(await run(...who("Eve"))), 409],
    ["of somebody else", async () => bundle(await run(stopped), eve), 404],
    ["of nothing", async () => bundle(crypto.randomUUID()), 404],
  ])("refuses one %s", async (_what, ask, status) => {
    expect((await ask()).status).toBe(status);
  });
});

describe("npm run replay", () => {
  it("is content with a run that its log tells", async () => {
    const { text } = await bundle(await run(...who("Eve"), stopped));
    expect(await replay(text)).toEqual({ code: 0, said: "The same: 5 log entries\n" });
  });

  it("finds the first place where a run and its log part, and fails", async () => {
    const { text } = await bundle(await run(...who("Bob"), stopped));
    const { code, said } = await replay(text);
    expect(code).toBe(1);
    expect(said).toContain("The first difference is at entry 3 of 5");
    expect(said).toMatch(/recorded: .*"Bob"/);
    expect(said).toMatch(/replayed: .*"Eve"/);
  });

  it.each<[field: string, change: (bundle: JsonObject) => object]>([
    ["inputs", (bundle) => ({ ...bundle, inputs: { who: "Bob" } })],
    ["outputs", (bundle) => ({ ...bundle, outputs: { greeting: ["Hello, Bob!"] } })],
    ["execution.status", (bundle) => changedIn(bundle, "execution", { status: "COMPLETED" })],
    ["execution.error", (bundle) => changedIn(bundle, "execution", { error: null })],
    ["execution.node_executions", (bundle) => changedIn(bundle, "execution", { node_executions: [] })],
    ["receipts", (bundle) => ({ ...bundle, receipts: [receipt] })],
  ])("finds that %s is not what the log tells", async (field, change) => {
    const { body } = await bundle(await run(...who("Eve"), stopped));
    const asSent = Bundle.parse(body);
    expect(falseClaim(asSent, asSent.plan, asSent.log)).toBeNull();
    const changed = Bundle.parse(change(body));
    expect(falseClaim(changed, changed.plan, changed.log)).toMatchObject({ field });
  });

  it("takes the inputs as they are said of a run that never had its turn", async () => {
    const { body } = await bundle(await run(stopped));
    const { plan, log, ...claims } = Bundle.parse(body);
    const [, last] = log;
    if (last === undefined) throw new Error("The run has no end");
    expect(falseClaim(claims, plan, [{ ...last, seq: 1 }])).toBeNull();
    expect(falseClaim({ ...claims, inputs: {} }, plan, [{ ...last, seq: 1 }])).not.toBeNull();
  });

  it("says what a bundle tells otherwise than its log, and fails", async () => {
    const { body } = await bundle(await run(...who("Eve"), stopped));
    const { code, said } = await replay(JSON.stringify({ ...body, inputs: { who: "Bob" } }));
    expect(code).toBe(1);
    expect(said).toContain('"inputs" of the bundle is not what it tells');
    expect(said).toMatch(/bundle: .*"Bob"/);
    expect(said).toMatch(/log: .*"Eve"/);
  });

  it("finds that the end of the log was cut off, and fails", async () => {
    const { body } = await bundle(await run(...who("Eve"), stopped));
    const { code, said } = await replay(
      JSON.stringify({ ...body, log: Object.values(body["log"] ?? []).slice(0, -1) }),
    );
    expect(code).toBe(1);
    expect(said).toContain("recorded: nothing: the log ends before the run does");
  });

  it.each<[string, string]>([
    ["{}", "is no bundle"],
    ['{"format": 1', "is no JSON"],
  ])("says of %s in one line that it %s", async (text, message) => {
    const { code, said } = await replay(text);
    expect(code).toBe(1);
    expect(said).toMatch(new RegExp(`^replay: .*${message}.*\\n$`));
  });
});
