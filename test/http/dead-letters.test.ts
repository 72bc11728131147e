import { describe, expect, it } from "vitest";
import { greeting } from "../graphs.ts";
import { type Caller, person, session, textOf, world } from "../world.ts";

const { api, engine } = await world();
const owner = person("ada");
const ada = await session(owner);
const eve = await session(person("eve"));
const LETTERS = "/api/v2/dead-letters";
const GRAPHS = "/api/v2/builder/graphs";

/** A run whose node `text` failed at all its tries. */
async function letter({ hasEnded = true } = {}): Promise<string> {
  const graph = textOf(await api(ada).post(GRAPHS, greeting()), "id");
  const started = await api(ada).post(`${GRAPHS}/${graph}/execute`, { input_data: { who: "Eve" } });
  const executionId = textOf(started, "execution_id");
  const of = { node_id: "text", ordinal: 1 };
  engine.happens(
    { userId: owner.id, executionId },
    { type: "node.started", ...of, block_id: "b", attempt: 1 },
    { type: "node.failed", ...of, error: "No" },
    ...(hasEnded ? [{ type: "execution.completed", status: "COMPLETED" } as const] : []),
  );
  const id = `${executionId}.3`;
  const failedAt = Date.parse("2026-11-22T10:00:00.000Z");
  const history = [{ attempt: 1, startedAt: failedAt - 5, endedAt: failedAt, error: "No" }];
  const where = { executionId, graphId: graph, nodeId: "text", ordinal: 1, blockId: "b" };
  const what = { error: "No", attempts: 1, failedAt, input: { a: 1 }, history };
  engine.dead.push({ userId: owner.id, id, ...where, ...what });
  return id;
}

describe("dead letters", () => {
  it("are listed by the page, and one is told with the history of its attempts", async () => {
    const ids = [await letter(), await letter(), await letter()];
    const { body } = await api(ada).get(`${LETTERS}?page=2&page_size=2`);
    expect(body).toMatchObject({
      dead_letters: [{ id: ids[2], node_id: "text", attempts: 1, failed_at: "2026-11-22T10:00:00.000Z" }],
      pagination: { total: 3, page: 2, page_size: 2, total_pages: 2 },
    });
    expect((await api(ada).get(`${LETTERS}/${ids[0]}`)).body).toMatchObject({
      id: ids[0],
      input_data: { a: 1 },
      history: [{ attempt: 1, started_at: "2026-11-22T09:59:59.995Z", error: "No" }],
    });
    expect((await api(eve).get(LETTERS)).body).toMatchObject({ dead_letters: [], pagination: { total: 0 } });
  });

  it("are deleted", async () => {
    const id = await letter();
    expect((await api(ada).delete(`${LETTERS}/${id}`)).status).toBe(204);
    expect((await api(ada).delete(`${LETTERS}/${id}`)).status).toBe(404);
  });

  it("are redriven once, however many ask at the same time", async () => {
    const id = await letter();
    const before = engine.started.length;
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => api(ada).post(`${LETTERS}/${id}/redrive`)),
    );
    answers.push(await api(ada).post(`${LETTERS}/${id}/redrive`));
    for (const { status } of answers) expect(status).toBe(200);
    expect(new Set(answers.map(({ body }) => body["execution_id"])).size).toBe(1);
    expect(engine.started).toHaveLength(before + 1);
    expect(engine.started.at(-1)).toMatchObject({ retryOf: id.split(".")[0] });
    expect((await api(ada).get(`${LETTERS}/${id}`)).status).toBe(404);
  });

  it("that were deleted are redriven by nobody", async () => {
    const id = await letter();
    await api(ada).delete(`${LETTERS}/${id}`);
    expect((await api(ada).post(`${LETTERS}/${id}/redrive`)).status).toBe(404);
  });

  it("of a run that goes on wait for its end", async () => {
    const id = await letter({ hasEnded: false });
    expect((await api(ada).post(`${LETTERS}/${id}/redrive`)).status).toBe(409);
    expect((await api(ada).get(`${LETTERS}/${id}`)).status).toBe(200);
  });

  it.each<[string, string, Caller]>([
    ["GET", "", eve],
    ["POST", "/redrive", eve],
    ["DELETE", "", eve],
  ])("of others are not there for %s %s", async (method, path, caller) => {
    expect((await api(caller).send(method, `${LETTERS}/${await letter()}${path}`)).status).toBe(404);
  });
});
