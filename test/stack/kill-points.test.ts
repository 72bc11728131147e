import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { bundleWorker } from "../../local/worker-bundle.ts";
import { query } from "../database.ts";
import { carefully } from "./carefully.ts";
import { startKillPoints } from "./kill-points.ts";
import {
  type Answer,
  BLOCK,
  type GraphJson,
  hangsUpOnce,
  requestChain,
  single,
  startOutside,
  startPlatform,
} from "./platform.ts";
import { lastingRowProblems, logOf } from "./rows.ts";

const points = await startKillPoints(() => platform.stack.worker.kill("SIGKILL"));
const outside = await startOutside();
const platform = await startPlatform({
  entry: join(import.meta.dirname, "builds/named-points.ts"),
  env: {
    EGRESS_ALLOW: "127.0.0.1",
    LEASE_MS: "2500",
    WAKE_TIMEOUT_MS: "2000",
    POINTS_URL: points.url,
    EFFECTS_URL: outside.url,
  },
});
afterAll(async () => {
  await platform.stop();
  outside.stop();
  points.stop();
});

const { databaseUrl } = platform.stack;
const ORCHESTRATOR = "3b191d9f-356f-482d-8238-ba04b6d18381";
const Started = z.object({ execution_id: z.uuid() });

const surely = carefully(platform);

const startedBy = ({ body }: Answer): string => Started.parse(body).execution_id;

const start = async (graph: string, key = graph): Promise<string> =>
  startedBy(
    await surely("POST", `/api/v2/builder/graphs/${graph}/execute`, { input_data: { x: "it" } }, key),
  );

const runsOf = async (graph: string): Promise<string[]> => {
  const rows = "select id from executions where graph_id = $1 order by created_at";
  return (await query<{ id: string }>(databaseUrl, rows, [graph])).map(({ id }) => id);
};

/** The Worker was killed where it was to be, the run came to this, and it is shown as it is. */
async function endedAs(id: string, status: string, outputs: object): Promise<void> {
  const ended = await platform.ended(id);
  expect({ status: ended.status, outputs: ended.outputs }).toEqual({ status, outputs });
  await expect.poll(() => points.isArmed).toBe(false);
  expect(await lastingRowProblems(platform, [id])).toEqual([]);
}

const isDone = (id: string) => endedAs(id, "COMPLETED", { y: ["it"] });

describe.each<[point: string, visit: number, effects: [number, number]]>([
  ["before insert", 1, [1, 1]],
  ["after insert", 1, [1, 1]],
  ["after commit of begin", 1, [1, 1]],
  ["before publish", 1, [1, 1]],
  ["after publish", 1, [1, 1]],
  ["after commit of take", 1, [1, 1]],
  ["before effect", 1, [1, 1]],
  // The one thing that nobody can take back: it is done again, under the same key.
  ["after effect", 1, [2, 1]],
  ["before commit of report", 1, [2, 1]],
  ["after commit of report", 1, [1, 1]],
  ["after effect", 2, [1, 2]],
  ["before commit of report", 2, [1, 2]],
  ["after commit of report", 2, [1, 1]],
  ["before rows", 1, [1, 1]],
  ["after rows", 1, [1, 1]],
])("a SIGKILL %s, at visit %d", (point, visits, effects) => {
  it("leaves one run, whole, whose effects are done as often as they must be (E1, E3, E5)", async () => {
    const graph = await platform.graph(requestChain(2, outside.url));
    points.arm(point, visits);
    const id = await start(graph);
    await isDone(id);
    const calls = [1, 2].map((node) => outside.calls.get(`${id}:request-${node}#1:1`));
    expect(calls).toEqual(effects);
    expect(await runsOf(graph)).toEqual([id]);
  });
});

// How many of them report together depends on how close their ends are.
describe.each<[point: string, doneAgain: { least: number; most: number }]>([
  ["before commit of reportAll", { least: 2, most: 6 }],
  ["after commit of reportAll", { least: 0, most: 4 }],
])("a SIGKILL %s, when six requests of one delivery end together", (point, { least, most }) => {
  const ids = [1, 2, 3, 4, 5, 6].map((n) => `request-${n}`);
  const fan: GraphJson = {
    name: "Six at once",
    nodes: [
      { id: "in", block_id: BLOCK.input, input_default: { name: "x" } },
      ...ids.map((id) => ({
        id,
        block_id: BLOCK.request,
        input_default: { url: outside.url, method: "POST" },
      })),
      { id: "out", block_id: BLOCK.output, input_default: { name: "y" } },
    ],
    links: ids.flatMap((id) => [
      { source_id: "in", source_name: "result", sink_id: id, sink_name: "body_#_x" },
      { source_id: id, source_name: "response_#_echo_#_x", sink_id: "out", sink_name: "value" },
    ]),
  };

  /** What happened, whichever came first, but for tries that came to nothing. */
  const happened = async (id: string): Promise<string[]> =>
    (await logOf(platform, id))
      .filter(({ type }) => !["node.started", "node.retried"].includes(type))
      .map(({ seq: _, at: __, ...entry }) => JSON.stringify(entry))
      .map((text) => text.replace(/"ordinal":\d/, ""))
      .sort();

  const retriedIn = async (id: string) =>
    (await logOf(platform, id)).filter(({ type }) => type === "node.retried");

  it("leaves the log that there is without it; what was on record is not done again (E1, E5)", async () => {
    const graph = await platform.graph(fan);
    const undisturbed = await start(graph, `${graph} one`);
    expect((await platform.ended(undisturbed)).status).toBe("COMPLETED");
    outside.close();
    const id = await start(graph, `${graph} two`);
    const keys = ids.map((node) => `${id}:${node}#1:1`);
    await expect.poll(() => keys.every((key) => outside.calls.get(key) === 1)).toBe(true);
    points.arm(point);
    outside.open();
    await endedAs(id, "COMPLETED", { y: ids.map(() => "it") });
    expect(await happened(id)).toEqual(await happened(undisturbed));
    const again = keys.filter((key) => outside.calls.get(key) === 2);
    expect(again.length).toBeGreaterThanOrEqual(least);
    expect(again.length).toBeLessThanOrEqual(most);
    expect(await retriedIn(id)).toHaveLength(again.length);
    expect(keys.reduce((sum, key) => sum + (outside.calls.get(key) ?? 0), 0)).toBe(6 + again.length);
    expect(await runsOf(graph)).toEqual([undisturbed, id]);
    expect(await platform.violations()).toEqual([]);
  });
});

/** Plays a story; `arm` says from where on the Worker may be killed. */
type Story = (arm: () => void) => Promise<void>;

const Reviews = z.object({ reviews: z.array(z.looseObject({ id: z.string(), digest: z.string() })) });
const Letters = z.object({ dead_letters: z.array(z.looseObject({ id: z.string() })) });

const timer: Story = async (arm) => {
  const graph = await platform.graph(
    single("Timer", BLOCK.timer, { seconds: 1, input_message: "it" }, "output_message"),
  );
  arm();
  await isDone(await start(graph));
};

const question: Story = async (arm) => {
  const graph = await platform.graph(
    single("Question", BLOCK.human, { name: "Fine?", data: "it" }, "approved_data"),
  );
  arm();
  const id = await start(graph);
  const asked = await surely("GET", `/api/v2/reviews?execution_id=${id}`, undefined);
  const [review] = Reviews.parse(asked.body).reviews;
  const path = `/api/v2/reviews/${review?.id}/approve`;
  const decided = await surely("POST", path, { digest: review?.digest });
  expect([200, 409]).toContain(decided.status);
  await isDone(id);
  expect((await surely("POST", path, { digest: review?.digest })).status).toBe(409);
};

const event: Story = async (arm) => {
  const name = crypto.randomUUID();
  const graph = await platform.graph(single("Event", BLOCK.event, { event: name }, "payload"));
  arm();
  const id = await start(graph);
  for (let copy = 0; copy < 2; copy += 1)
    expect((await surely("POST", "/api/v2/events", { name, payload: "it", id: name })).status).toBe(202);
  await isDone(id);
};

const child =
  (effects: number): Story =>
  async (arm) => {
    const graph = await platform.graph(requestChain(1, outside.url));
    const schema = { properties: { x: {} } };
    const agent = { graph_id: graph, graph_version: 1, inputs: { x: "it" }, input_schema: schema };
    const parent = await platform.graph(
      single("Parent", BLOCK.agent, { ...agent, output_schema: { properties: { y: {} } } }, "y"),
    );
    arm();
    const id = await start(parent);
    await isDone(id);
    const children = await runsOf(graph);
    expect(children).toHaveLength(1);
    await isDone(children[0] ?? "");
    expect(outside.calls.get(`${children[0]}:request-1#1:1`)).toBe(effects);
  };

/** A run whose last node got no answer, at an address where the next request gets one. */
async function failed(): Promise<string> {
  const url = await hangsUpOnce();
  const chain = requestChain(2, outside.url);
  const nodes = chain.nodes.map((node) => {
    const once = { input_default: { url, method: "POST" }, metadata: { retry: { max_attempts: 1 } } };
    return node.id === "request-2" ? { ...node, ...once } : node;
  });
  const id = await start(await platform.graph({ ...chain, nodes }));
  expect((await platform.ended(id)).outputs).toEqual({});
  return id;
}

/** What was done before the failure is not done again, and the run that does the rest is one. */
async function goesOnFrom(id: string, again: string): Promise<void> {
  await isDone(again);
  expect(outside.calls.get(`${id}:request-1#1:1`)).toBe(1);
  expect(outside.calls.get(`${again}:request-1#1:1`)).toBeUndefined();
  const rows = "select id from executions where retry_of = $1";
  expect(await query(databaseUrl, rows, [id])).toEqual([{ id: again }]);
}

const retry: Story = async (arm) => {
  const id = await failed();
  arm();
  await goesOnFrom(id, startedBy(await surely("POST", `/api/v2/executions/${id}/retry`, {}, `retry ${id}`)));
};

const redrive: Story = async (arm) => {
  const id = await failed();
  const letters = Letters.parse((await platform.call("GET", "/api/v2/dead-letters")).body).dead_letters;
  const letter = letters.find((each) => each["execution_id"] === id)?.id ?? "";
  arm();
  const path = `/api/v2/dead-letters/${encodeURIComponent(letter)}/redrive`;
  await goesOnFrom(id, startedBy(await surely("POST", path, undefined)));
  expect((await platform.call("GET", `/api/v2/dead-letters/${encodeURIComponent(letter)}`)).status).toBe(404);
};

const replacement: Story = async (arm) => {
  const alone: GraphJson = requestChain(1, outside.url);
  const graph = await platform.graph({ ...alone, settings: { max_concurrent: 1, overlap: "replace" } });
  outside.close();
  const first = await start(graph, `${graph} first`);
  arm();
  const second = await start(graph, `${graph} second`);
  await endedAs(first, "TERMINATED", {});
  outside.open();
  await isDone(second);
  expect(await runsOf(graph)).toEqual([first, second]);
};

const stop: Story = async (arm) => {
  const graph = await platform.graph(
    single("Timer", BLOCK.timer, { seconds: 600, input_message: "it" }, "output_message"),
  );
  const agent = { graph_id: graph, graph_version: 1, inputs: {}, input_schema: {}, output_schema: {} };
  const parent = await platform.graph(single("Parent", BLOCK.agent, agent, "y"));
  const id = await start(parent);
  await expect.poll(() => runsOf(graph)).toHaveLength(1);
  arm();
  const stopped = await surely("POST", `/api/v2/executions/${id}/stop`, undefined);
  expect([200, 409]).toContain(stopped.status);
  for (const each of [id, ...(await runsOf(graph))]) await endedAs(each, "TERMINATED", {});
};

describe.each<[what: string, play: Story, points: string[]]>([
  ["a timer", timer, ["after commit of begin", "before alarm", "after alarm"]],
  ["a question", question, ["after commit of begin", "after commit of decide"]],
  ["an event", event, ["after commit of begin", "after commit of signal"]],
  ["a child run", child(1), ["after commit of begin", "after publish", "after commit of report"]],
  ["a child run", child(2), ["after effect"]],
  ["a retry", retry, ["after insert", "after commit of begin"]],
  ["a redrive", redrive, ["after insert", "after commit of begin", "after commit of dropDeadLetter"]],
  ["a run that replaces another", replacement, ["before insert", "after commit of begin"]],
  ["a stop", stop, ["after commit of stop", "before rows"]],
])("in the middle of %s", (_what, play, its) => {
  it.each(its)("a SIGKILL %s changes nothing (E1)", async (point) => {
    await play(() => points.arm(point));
    expect(await platform.violations()).toEqual([]);
  });
});

/** An agent that orders twice, each time by a tool that asks the world, and then says so. */
const orderingTwice = (prompt: string, url: string): GraphJson => ({
  name: "Orders twice",
  nodes: [
    { id: "in", block_id: BLOCK.input, input_default: { name: "x" } },
    {
      id: "agent",
      block_id: ORCHESTRATOR,
      input_default: { prompt: `${prompt} {{ x }}`, agent_mode_max_iterations: -1 },
    },
    ...["one", "two"].map((id) => ({
      id,
      block_id: BLOCK.request,
      input_default: { url, method: "POST" },
      metadata: { customized_name: id },
    })),
    { id: "out", block_id: BLOCK.output, input_default: { name: "said" } },
  ],
  links: [
    { source_id: "in", source_name: "result", sink_id: "agent", sink_name: "prompt_values_#_x" },
    ...["one", "two"].map((id) => ({
      source_id: "agent",
      source_name: `tools_^_${id}_~_body_#_order`,
      sink_id: id,
      sink_name: "body_#_order",
    })),
    { source_id: "agent", source_name: "finished", sink_id: "out", sink_name: "value" },
  ],
});

describe.each<[point: string, visit: number, effects: [number, number], asked: number]>([
  // The model's first answer and the first tool's result are on record; the second answer is asked for again or is there.
  ["after effect", 1, [2, 1], 3],
  ["after commit of report", 2, [1, 1], 3],
  ["after commit of report", 3, [1, 1], 3],
  ["before effect", 2, [1, 1], 3],
  ["after effect", 2, [1, 2], 3],
])("a SIGKILL %s, at visit %d, of an agent's own loop", (point, visit, effects, asked) => {
  it("goes on from what is on record: tools and models are not asked again for that", async () => {
    const { models } = platform.stack;
    const prompt = `Order twice, ${point} ${visit}.`;
    const call = (name: string) => ({ calls: [{ name, arguments: { body_order: name } }] });
    models.scripts.push({ when: prompt, answers: [call("one"), call("two"), { text: "Ordered." }] });
    const graph = await platform.graph(orderingTwice(prompt, outside.url));
    points.arm(point, visit);
    const id = await start(graph);
    const { status, outputs } = await platform.ended(id);
    expect({ status, outputs }).toEqual({ status: "COMPLETED", outputs: { said: ["Ordered."] } });
    await expect.poll(() => points.isArmed).toBe(false);
    expect(["0.0", "1.0"].map((round) => outside.calls.get(`${id}:agent#1:1:${round}`))).toEqual(effects);
    const questions = models.asked.filter(({ question }) => JSON.stringify(question).includes(prompt));
    expect(questions).toHaveLength(asked);
    expect(await lastingRowProblems(platform, [id])).toEqual([]);
  });
});

it("is met in a build of tests only: the Worker knows nothing of such points", async () => {
  const outDir = await mkdtemp(join(tmpdir(), "gossamer-points-"));
  const { mainModule } = await bundleWorker({ outDir });
  const text = await readFile(join(outDir, mainModule), "utf8");
  await rm(outDir, { recursive: true });
  expect(text).toContain("ExecutionObject");
  expect(text).not.toMatch(/POINTS_URL|after commit of/);
});
