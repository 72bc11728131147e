import { DurableObject } from "cloudflare:workers";
import { neon, neonConfig } from "@neondatabase/serverless";
import { Hono } from "hono";

interface Env {
  DATABASE_URL: string;
  NEON_LOCAL: string;
  FLOORS: DurableObjectNamespace<FloorObject>;
}

/** An object that only writes one row. */
export class FloorObject extends DurableObject<Env> {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.storage.sql.exec("CREATE TABLE IF NOT EXISTS rows (id TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID");
  }

  write(): void {
    this.ctx.storage.sql.exec("INSERT INTO rows VALUES (?, ?)", crypto.randomUUID(), body);
  }
}

function connect({ DATABASE_URL, NEON_LOCAL }: Env) {
  neonConfig.fetchEndpoint = `${NEON_LOCAL}/sql`;
  return neon(DATABASE_URL);
}

const body = "x".repeat(200);

const insertRow = (env: Env) =>
  connect(env)`insert into bench_floor (id, body) values (${crypto.randomUUID()}, ${body})`;

const writeInObject = ({ FLOORS }: Env) => FLOORS.get(FLOORS.idFromName("floor")).write();

const app = new Hono<{ Bindings: Env }>()
  .get("/empty", (c) => c.text("ok"))
  .get("/select", async (c) => {
    await connect(c.env)`select 1`;
    return c.text("ok");
  })
  .get("/insert", async (c) => {
    await insertRow(c.env);
    return c.text("ok");
  })
  .get("/object", async (c) => {
    await writeInObject(c.env);
    return c.text("ok");
  })
  .get("/one-after-the-other", async (c) => {
    await insertRow(c.env);
    await writeInObject(c.env);
    return c.text("ok");
  })
  .get("/both-at-once", async (c) => {
    await Promise.all([insertRow(c.env), writeInObject(c.env)]);
    return c.text("ok");
  })
  .get("/effects", async (c) => {
    const url = c.req.query("url") ?? "";
    for (let left = Number(c.req.query("times")); left > 0; left -= 1) {
      const response = await fetch(url, { method: "POST", body: '{"x":1}' });
      await response.text();
    }
    return c.text("ok");
  });

// biome-ignore lint/style/noDefaultExport: what a Worker exports
export default app;
