import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import * as z from "zod";
import { bundleWorker } from "../../local/worker-bundle.ts";
import { followThrough } from "./follow.ts";
import { BLOCK, requestChain, single, startOutside, startPlatform } from "./platform.ts";
import { lastingRowProblems, logOf } from "./rows.ts";

const outDir = await mkdtemp(join(tmpdir(), "gossamer-builds-"));
const outside = await startOutside();
const platform = await startPlatform({
  env: { EGRESS_ALLOW: "127.0.0.1", LEASE_MS: "2500", WAKE_TIMEOUT_MS: "2000", USER_RUNS: "6" },
});
afterAll(async () => {
  await platform.stop();
  outside.stop();
  await rm(outDir, { recursive: true });
});

/** Minified, as what is deployed. */
const build = async (entry: string) => {
  const file = join(import.meta.dirname, entry);
  return bundleWorker({ entry: file, outDir: join(outDir, entry), minify: true });
};
const [former, next] = [await build("../../src/worker.ts"), await build("builds/next.ts")];
const laggard = await build("builds/laggard.ts");
const forgetful = await build("builds/forgetful.ts");

const Reviews = z.object({ reviews: z.array(z.looseObject({ id: z.string(), digest: z.string() })) });

const Executions = z.object({ executions: z.array(z.looseObject({ id: z.string() })) });

const Retried = z.object({ execution_id: z.string() });

const whichBuild = async () => (await platform.call("GET", "/health/ready")).headers.get("x-build");

it("runs go on through a deployment and its taking back, wherever they stand (E7)", async () => {
  outside.close();
  const chain = await platform.graph(requestChain(3, outside.url));
  const timer = await platform.graph(
    single("Timer", BLOCK.timer, { seconds: 6, input_message: "done" }, "output_message"),
  );
  const review = await platform.graph(
    single("Review", BLOCK.human, { name: "Fine?", data: "done" }, "approved_data"),
  );
  const agent = { graph_id: timer, graph_version: 1, inputs: {}, input_schema: {}, output_schema: {} };
  const parent = await platform.graph(single("Parent", BLOCK.agent, agent, "y"));
  const graphs = [timer, review, parent, chain, chain, chain, chain, chain];
  const ids: string[] = [];
  for (const graph of graphs) ids.push(await platform.start(graph, { x: "done" }));
  const followers = ids.map((id) => followThrough(platform, id));
  await expect.poll(() => outside.calls.size).toBe(3); // six runs have a place, two wait in line
  expect(await whichBuild()).toBeNull();

  await platform.stack.worker.deploy(next);
  expect(await whichBuild()).toBe("next");
  const { body } = await platform.call("GET", "/api/v2/reviews?status=WAITING");
  for (const { id, digest } of Reviews.parse(body).reviews) {
    const decision = { digest, data: "done" };
    expect((await platform.call("POST", `/api/v2/reviews/${id}/approve`, decision)).status).toBe(200);
  }
  outside.open();
  await new Promise((resolve) => setTimeout(resolve, 2500));
  outside.close();

  await platform.stack.worker.deploy(former);
  expect(await whichBuild()).toBeNull();
  outside.open();
  for (const id of ids) {
    const { status, outputs } = await platform.ended(id);
    expect({ status, outputs }).toEqual({ status: "COMPLETED", outputs: { y: ["done"] } });
  }
  expect(await lastingRowProblems(platform, ids)).toEqual([]);
  for (const [index, id] of ids.entries()) {
    const log = await logOf(platform, id);
    expect((await followers[index])?.events.map(({ seq }) => seq)).toEqual(log.map(({ seq }) => seq));
  }
}, 90_000);

it("what objects of the version before cannot tell is a 503 until they have followed, and all else goes on (E7)", async () => {
  outside.open();
  const chain = await platform.graph(requestChain(1, outside.url));
  const ended = await platform.start(chain, { x: "done" });
  await platform.ended(ended);
  const timer = await platform.graph(
    single("Timer", BLOCK.timer, { seconds: 3600, input_message: "done" }, "output_message"),
  );
  const running = await platform.start(timer);
  const retry = () =>
    platform.call(
      "POST",
      `/api/v2/executions/${ended}/retry`,
      { from_node: "request-1" },
      { "idempotency-key": ended },
    );
  const list = (query = "") => platform.call("GET", `/api/v2/executions${query}`);
  const idsIn = (body: unknown) => Executions.parse(body).executions.map(({ id }) => id);

  await platform.stack.worker.deploy(laggard);
  for (const answer of [await retry(), await list("?status=RUNNING"), await list("?status=QUEUED")]) {
    expect(answer).toMatchObject({ status: 503, body: { error: { code: "UNAVAILABLE" } } });
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
  }
  expect(idsIn((await list()).body).slice(0, 2)).toEqual([running, ended]);
  expect((await platform.call("GET", `/api/v2/executions/${running}`)).body).toMatchObject({
    status: "RUNNING",
  });
  const meanwhile = await platform.start(chain, { x: "done" });
  expect(await platform.ended(meanwhile)).toMatchObject({ status: "COMPLETED", outputs: { y: ["done"] } });

  await platform.stack.worker.deploy(former);
  expect(idsIn((await list("?status=RUNNING")).body)).toEqual([running]);
  const { execution_id } = Retried.parse((await retry()).body);
  expect(await platform.ended(execution_id)).toMatchObject({ status: "COMPLETED", retry_of: ended });
  expect(
    idsIn((await list(`?graph_id=${chain}`)).body).filter((id) => ![ended, meanwhile].includes(id)),
  ).toEqual([execution_id]);
  expect((await platform.call("POST", `/api/v2/executions/${running}/stop`)).status).toBe(200);
}, 60_000);

it("a build that arms no alarm is found out by what every file here ends with; a whole one makes it good (E2)", async () => {
  const timer = await platform.graph(
    single("Timer", BLOCK.timer, { seconds: 3600, input_message: "done" }, "output_message"),
  );
  await platform.stack.worker.deploy(forgetful);
  const id = await platform.start(timer);
  const verdict = () => platform.unbroken().then(() => "unbroken", String);
  // What the former build has armed still fires once.
  await expect.poll(verdict, { timeout: 20_000 }).toMatch(/E2.*no armed alarm/);
  await platform.stack.worker.deploy(former);
  expect(await verdict()).toBe("unbroken");
  await platform.call("POST", `/api/v2/executions/${id}/stop`);
  expect(await platform.ended(id)).toMatchObject({ status: "TERMINATED" });
}, 60_000);
