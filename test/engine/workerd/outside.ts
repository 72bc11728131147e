// What the object reaches outside: a queue that keeps what it is sent, and a Postgres that keeps what is written. A
// test reads both at http://recorder/<user>.

import type { JsonObject } from "#lib/json.ts";

export interface Recorded {
  /** Bodies of queue messages. */
  wakes: JsonObject[];
  /** The last row written of each execution, by its id. */
  executions: Record<string, JsonObject>;
  isPostgresAway: boolean;
  /** Runs that begin are put on record, and it is not said so yet. */
  isPostgresSlow: boolean;
  /** Runs that began and wait for it to be said. */
  starting: number;
  /** Characters of the largest request that Postgres was sent by anybody. */
  largest: number;
}

const users = new Map<string, Omit<Recorded, "largest">>();
let largest = 0;

export async function outside(request: Request): Promise<Response> {
  const { hostname, pathname } = new URL(request.url);
  if (hostname === "recorder") return recorder(request, pathname.slice(1));
  if (hostname === "queue" && pathname === "/v2/batch") return queue(await request.json());
  if (hostname === "neon" && pathname === "/sql") {
    const text = await request.text();
    largest = Math.max(largest, text.length);
    return postgres(JSON.parse(text));
  }
  return new Response(`Nobody is at ${request.url}`, { status: 502 });
}

async function recorder(request: Request, user: string): Promise<Response> {
  const recorded = of(user);
  if (request.method === "POST") Object.assign(recorded, await request.json());
  return Response.json({ ...recorded, largest });
}

function of(user: string): Omit<Recorded, "largest"> {
  const known = users.get(user) ?? {
    wakes: [],
    executions: {},
    isPostgresAway: false,
    isPostgresSlow: false,
    starting: 0,
  };
  users.set(user, known);
  return known;
}

function queue(batch: { body: string }[]): Response {
  for (const { body } of batch) {
    const wake: JsonObject = JSON.parse(body);
    of(String(wake["userId"])).wakes.push(wake);
  }
  return Response.json(batch.map((_, index) => ({ messageId: `m${index}` })));
}

async function postgres({ query, params }: { query: string; params: string[] }): Promise<Response> {
  if (query.includes("insert into executions")) {
    const rows: JsonObject[] = JSON.parse(params.at(-1) ?? "[]");
    if (rows.some((row) => of(String(row["user_id"])).isPostgresAway))
      return new Response("Away", { status: 503 });
    for (const row of rows) of(String(row["user_id"])).executions[String(row["id"])] = row;
  }
  if (query.includes("jsonb_to_record(")) {
    const row: JsonObject = JSON.parse(params[0] ?? "{}");
    of(String(row["user_id"])).executions[String(row["id"])] = row;
  }
  if (query.includes('insert into "executions"')) return started(JSON.parse(params.at(-1) ?? "[]"));
  return Response.json({ command: "INSERT", rowCount: 0, rows: [], fields: [], rowAsArray: true });
}

/** Whoever starts may. */
async function started(rows: JsonObject[]): Promise<Response> {
  if (rows.some((row) => of(String(row["user_id"])).isPostgresAway))
    return new Response("Away", { status: 503 });
  const owners = rows.map((row) => of(String(row["user_id"])));
  for (const owner of owners) owner.starting += 1;
  while (owners.some(({ isPostgresSlow }) => isPostgresSlow))
    await new Promise((resolve) => setTimeout(resolve, 5));
  for (const owner of owners) owner.starting -= 1;
  const names = ["id", "status", "seq", "version", "time_zone"];
  return Response.json({
    command: "INSERT",
    rowCount: rows.length,
    rows: rows.map(({ id, version }) => [id, "QUEUED", "0", String(version), null]),
    fields: names.map((name) => ({ name, dataTypeID: name === "seq" || name === "version" ? 23 : 25 })),
    rowAsArray: true,
  });
}
