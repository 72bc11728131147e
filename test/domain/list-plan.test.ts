import { Client } from "pg";
import { afterAll, describe, expect, it } from "vitest";
import type { Ctx } from "#domain/ctx.ts";
import { listExecutions } from "#domain/executions/list.ts";
import type { ExecutionFilter } from "#domain/executions/search.ts";
import { PAGE_SIZE } from "#lib/page.ts";
import { connectDb, type Db } from "#store/db.ts";
import { world } from "../world.ts";

const { databaseUrl, link, engine } = await world();
const db = connectDb(databaseUrl, link.origin);
const postgres = new Client(databaseUrl);
await postgres.connect();
afterAll(() => postgres.end());

const USER = crypto.randomUUID();
const GRAPH = crypto.randomUUID();
/** Of another user's, and of another graph's, there are as many. */
const RUNS = 3000;

await postgres.query(
  `insert into executions (id, user_id, graph_id, graph_version, status, trigger, tags, inputs, outputs, stats, seq, created_at)
   select gen_random_uuid(), case when n % 3 = 0 then gen_random_uuid() else $1::uuid end,
     case when n % 3 = 1 then $2::uuid else gen_random_uuid() end, 1,
     case when n % 50 = 0 then 'FAILED' else 'COMPLETED' end, 'api', '{}', '{}', '{}', '{}', 1, now() - n * interval '1 second'
   from generate_series(1, $3) as n`,
  [USER, GRAPH, 3 * RUNS],
);
await postgres.query("vacuum analyze executions");

/** A first page, and what Postgres was asked for it. */
async function asked(filter: ExecutionFilter): Promise<{ ids: string[]; text: string; values: unknown[] }> {
  const statements: { text: string; values: unknown[] }[] = [];
  const query: Db["$client"]["query"] = (text, values = [], ...rest) => {
    statements.push({ text, values });
    return db.$client.query(text, values, ...rest);
  };
  const heard: Db = Object.assign(Object.create(db), { $client: { query } });
  const ctx = { db: heard, engine, principal: { userId: USER } } as unknown as Ctx;
  const { items } = await listExecutions(ctx, filter, { page: 1, pageSize: PAGE_SIZE });
  const [statement = { text: "", values: [] }] = statements;
  expect(statements).toHaveLength(1);
  return { ids: items.map(({ id }) => id), ...statement };
}

describe("the first page of a list", () => {
  it.each<[string, ExecutionFilter, string]>([
    ["of everything", {}, "executions_by_user"],
    ["of a graph", { graphId: GRAPH }, "executions_by_graph"],
    ["in a state", { status: "COMPLETED" }, "executions_by_status"],
    ["in a rare state", { status: "FAILED" }, "executions_by_status"],
  ])("%s is planned once, and reads no more rows than it shows", async (name, filter, index) => {
    const { ids, text, values } = await asked(filter);
    expect(ids).toHaveLength(PAGE_SIZE);
    for (let i = 0; i < 12; i += 1) await postgres.query({ name, text, values });
    const { rows: known } = await postgres.query(
      "select generic_plans::int as kept, custom_plans::int as anew from pg_prepared_statements where name = $1",
      [name],
    );
    expect(known).toEqual([{ kept: 7, anew: 5 }]); // It tries five times before it decides.
    const quoted = values.map((value) => postgres.escapeLiteral(String(value))).join();
    const { rows } = await postgres.query(`explain (analyze, format json) execute "${name}" (${quoted})`);
    const scan = scansOf(rows[0]["QUERY PLAN"][0].Plan).find((node) => node["Index Name"] === index);
    expect(scan).toMatchObject({ "Actual Rows": PAGE_SIZE, "Actual Loops": 1 });
    expect(scan?.["Rows Removed by Filter"] ?? 0).toBe(0);
  });
});

interface PlanNode {
  Plans?: PlanNode[];
  [field: string]: unknown;
}

const scansOf = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(scansOf)];
