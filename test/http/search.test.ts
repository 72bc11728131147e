import { describe, expect, it } from "vitest";
import { greeting } from "../graphs.ts";
import { type Caller, person, session, textOf, world } from "../world.ts";

const { api, engine, sql } = await world();
const owner = person("ada");
const ada = await session(owner);
const eve = await session(person("eve"));
const GRAPHS = "/api/v2/builder/graphs";
const RUNS = "/api/v2/executions";

const graphNamed = async (name: string, caller: Caller = ada) =>
  textOf(await api(caller).post(GRAPHS, greeting(name)), "id");

const execute = (graph: string, tags: unknown, caller: Caller = ada) =>
  api(caller).post(`${GRAPHS}/${graph}/execute`, { input_data: { who: "x" }, tags });

const started = async (graph: string, tags: unknown, caller: Caller = ada) =>
  textOf(await execute(graph, tags, caller), "execution_id");

const found = async (search: string) => {
  const { status, body } = await api(ada).get(`${RUNS}?${search}`);
  const ids = JSON.stringify(body["executions"]).match(/(?<="id":")[^"]+/g) ?? [];
  expect([status, body["pagination"]]).toMatchObject([200, { total: ids.length }]);
  return ids.toSorted();
};

const weather = await graphNamed("Weather 100% sure_thing");
const news = await graphNamed("Morning news");
const [rain, sun, headline, plain] = await Promise.all([
  started(weather, ["rain", "daily"]),
  started(weather, ["sun", "daily"]),
  started(news, ["daily"]),
  started(news, null),
]);
const theirs = await started(await graphNamed("Weather", eve), ["daily"], eve);
const SQL_ENDED = "update executions set status = 'COMPLETED', seq = 9, ended_at = now() where id = $1";
await sql(SQL_ENDED, [rain]);
engine.forget({ userId: owner.id, executionId: rain });

describe("tags", () => {
  it("are shown in the list and in the details, each once, in the order given", async () => {
    const id = await started(await graphNamed("Of its own"), ["b", "a", "b"]);
    expect((await api(ada).get(`${RUNS}/${id}`)).body).toMatchObject({ tags: ["b", "a"] });
    expect((await api(ada).get(`${RUNS}?tag=b`)).body).toMatchObject({
      executions: [{ id, tags: ["b", "a"] }],
    });
    expect((await api(ada).get(`${RUNS}/${plain}`)).body).toMatchObject({ tags: [] });
  });

  it("may hold any printable character", async () => {
    const tags = ['"', "\\", "{a,b}", "null", "caf\u00e9 \ud83d\ude80", " x ", "$1", "'"];
    const id = await started(await graphNamed("Of its own"), tags);
    expect((await api(ada).get(`${RUNS}/${id}`)).body).toMatchObject({ tags });
    for (const tag of tags) expect(await found(`tag=${encodeURIComponent(tag)}`)).toEqual([id]);
  });

  it.each<[string, unknown]>([
    ["more than 20", Array.from({ length: 21 }, (_, index) => `t${index}`)],
    ["one of more than 100 characters", ["x".repeat(101)]],
    ["an empty one", [""]],
    ["one with a line break", ["a\nb"]],
    ["one that is no text", [1]],
    ["no list", "daily"],
  ])("are refused when there is %s", async (_what, tags) => {
    expect(await execute(weather, tags)).toMatchObject({
      status: 422,
      body: { error: { code: "VALIDATION_ERROR" } },
    });
  });
});

describe("a search for runs", () => {
  it.each<[string, string[]]>([
    ["tag=daily", [rain, sun, headline]],
    ["tag=daily&tag=rain", [rain]],
    ["tag=rain&tag=sun", []],
    [`tag=daily&graph_id=${weather}`, [rain, sun]],
    ["tag=daily&status=COMPLETED", [rain]],
    ["tag=daily&status=RUNNING", [sun, headline]],
    ["q=rain", [rain]],
    ["q=morning", [headline, plain]],
    ["q=100%25", [rain, sun]],
    ["q=10_", []],
    ["q=e_t", [rain, sun]],
    [`q=${sun}`, [sun]],
    [`q=${sun.slice(0, 13).toUpperCase()}`, [sun]],
    ["q=morning&tag=daily", [headline]],
    ["q=nothing%20of%20this", []],
    [`q=${theirs}`, []],
    ["tag=daily&from=2100-01-01", []],
    ["tag=daily&to=2020-01-01T00:00:00%2B02:00", []],
    ["tag=daily&from=2020-01-01&to=2100-01-01T00:00:00Z", [rain, sun, headline]],
    ["tag=daily&from=0001-01-01&to=9999-12-31T23:59:59Z", [rain, sun, headline]],
  ])("%s", async (search, ids) => {
    expect(await found(search)).toEqual(ids.toSorted());
  });

  it("by time takes in its beginning and leaves out its end", async () => {
    const id = await started(news, ["timed"]);
    await sql("update executions set created_at = '2026-01-01T00:00:00Z' where id = $1", [id]);
    expect(await found("from=2026-01-01&to=2026-01-02&tag=timed")).toEqual([id]);
    expect(await found("from=2025-12-31&to=2026-01-01")).toEqual([]);
  });

  it.each([
    ["tag=", 422],
    ["tag=%00", 400],
    [`q=${"x".repeat(101)}`, 422],
    ["q=%00", 400],
    ["from=yesterday", 422],
    ["to=2026-13-01", 422],
    ["from=0000-01-01", 422],
    ["to=9999-12-31T23:59:59-12:00", 422],
    ["q=a&q=b", 422],
  ])("?%s is refused", async (search, status) => {
    expect((await api(ada).get(`${RUNS}?${search}`)).status).toBe(status);
  });
});

it("a rare tag is found by its index among many runs", async () => {
  await sql(
    `insert into executions (id, user_id, graph_id, graph_version, status, trigger, inputs, outputs, stats, tags, seq,
       created_at)
     select gen_random_uuid(), $1, $2, 1, 'COMPLETED', 'api', '{}', '{}', '{}', array['bulk', 'n' || n], 9,
       now() - n * interval '1 second' from generate_series(1, 20000) as n`,
    [owner.id, news],
  );
  await sql("analyze executions");
  const plan = await sql(
    `explain select id from executions where user_id = '${owner.id}'
       and tags @> '{"n7"}'::text[] and tags <> '{}'
     order by created_at desc, id desc limit 20`,
  );
  expect(JSON.stringify(plan)).toContain("executions_by_tag");
  const { body } = await api(ada).get(`${RUNS}?tag=n7`);
  expect(body).toMatchObject({ pagination: { total: 1 }, executions: [{ tags: ["bulk", "n7"] }] });
});

it("a page is as long as it is unless it is said, and the one after it goes on from there", async () => {
  const many = person("many");
  const caller = await session(many);
  const newest = await started(await graphNamed("One of many", caller), null, caller);
  const older = await sql<{ id: string }>(
    `insert into executions
       (id, user_id, graph_id, graph_version, status, trigger, inputs, outputs, stats, seq, created_at)
     select gen_random_uuid(), user_id, graph_id, 1, 'COMPLETED', 'manual', '{}', '{}', '{}', 9,
       created_at - age * interval '1 hour'
     from executions, generate_series(1, 22) as age where id = $1 order by age returning id`,
    [newest],
  );
  const ids = [newest, ...older.map(({ id }) => id)];
  const page = async (search: string) =>
    JSON.stringify((await api(caller).get(`${RUNS}?${search}`)).body["executions"]).match(
      /(?<="id":")[^"]+/g,
    );
  expect(await page("")).toEqual(ids.slice(0, 20));
  expect(await page("page=2")).toEqual(ids.slice(20));
  expect(await page("status=COMPLETED&page=2")).toEqual(ids.slice(21));
  expect(await page("page_size=3")).toEqual(ids.slice(0, 3));
});
