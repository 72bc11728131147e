import { createServer, type Socket } from "node:net";
import { afterAll, describe, expect, inject, it } from "vitest";
import type { SqlRequest } from "#blocks/ports.ts";
import { userSql } from "#engine/world/sql.ts";
import { parseAllowList } from "#lib/egress/destination.ts";
import { makeDial } from "#lib/egress/socket.ts";
import { query } from "../database.ts";
import { nodeConnect } from "../node-connect.ts";

const server = new URL(inject("postgres"));
const using = { id: "x", provider: "database", type: "user_password" } as const;
const login = {
  type: "user_password",
  username: decodeURIComponent(server.username),
  password: decodeURIComponent(server.password),
} as const;

const sqlTo = (allow: string[], host: string | null = null) =>
  userSql(makeDial(nodeConnect(), parseAllowList(allow)), {
    resolve: async () => ({ id: "x", provider: "database", host, secret: login }),
  });

const sql = sqlTo([server.hostname]);

const request = (text: string, change: Partial<SqlRequest> = {}): SqlRequest => ({
  host: server.hostname,
  port: Number(server.port || 5432),
  database: server.pathname.slice(1),
  query: text,
  isReadOnly: true,
  timeoutMs: 5000,
  maxRows: 100,
  using,
  ...change,
});

const ask = (text: string, change: Partial<SqlRequest> = {}) => sql.query(request(text, change));

const table = `t_${crypto.randomUUID().replaceAll("-", "")}`;
await query(inject("postgres"), `create table ${table} (n int)`);
afterAll(() => query(inject("postgres"), `drop table ${table}`));

describe("a database of the user", () => {
  it("answers rows as JSON", async () => {
    const columns = "1 as i, 9007199254740993::int8 as big, 1.5::numeric as n, true as b, null as nothing";
    const more = `'2025-03-19T14:30:00Z'::timestamptz as t, '{"a":[1]}'::jsonb as j, '\\x00ff'::bytea as raw, array[1,2] as l`;
    const { rows, columns: names } = await ask(`select ${columns}, ${more}, 'NaN'::float8 as nan`);
    expect(rows).toEqual([
      {
        i: 1,
        big: "9007199254740993",
        n: "1.5",
        b: true,
        nothing: null,
        t: "2025-03-19T14:30:00.000Z",
        j: { a: [1] },
        raw: "\\x00ff",
        l: [1, 2],
        nan: "NaN",
      },
    ]);
    expect(names).toEqual(["i", "big", "n", "b", "nothing", "t", "j", "raw", "l", "nan"]);
  });

  it("answers at most so many rows, and says that there are more", async () => {
    const all = await ask("select generate_series(1, 3) as n", { maxRows: 3 });
    expect([all.rows.length, all.truncated]).toEqual([3, false]);
    const cut = await ask("select generate_series(1, 100000000) as n", { maxRows: 3 });
    expect(cut).toMatchObject({ rows: [{ n: 1 }, { n: 2 }, { n: 3 }], truncated: true, affectedRows: null });
  });

  it("changes rows only when it may", async () => {
    const insert = `insert into ${table} select generate_series(1, 3)`;
    await expect(ask(insert)).rejects.toThrow("read-only transaction");
    expect(await ask(insert, { isReadOnly: false })).toMatchObject({ affectedRows: 3, rows: [] });
    expect((await ask(`select count(*)::int as n from ${table}`)).rows).toEqual([{ n: 3 }]);
  });

  it.each([
    ["a second statement", `select 1; delete from ${table}`, "multiple commands"],
    ["a way out of the transaction", `commit; delete from ${table}`, "multiple commands"],
    ["a switch to writing", "set transaction read write", null],
    ["nonsense", "selct 1", "syntax error"],
    ["a long sleep", "select pg_sleep(60)", "statement timeout"],
    ["a result without end", "select repeat('x', 10000000)", "longer than 5000000 characters"],
  ])("lets nothing happen for %s", async (_what, text, message) => {
    const asked = ask(text, { timeoutMs: message === "statement timeout" ? 1000 : 25_000 });
    if (message === null) await asked;
    else await expect(asked).rejects.toThrow(message);
    expect((await ask(`select count(*)::int as n from ${table}`)).rows).toEqual([{ n: 3 }]);
  });
});

describe("refuses", () => {
  it.each<[string, string[], Partial<SqlRequest>, string]>([
    ["a host that is not public", [], {}, "is not on the public internet"],
    ["a host in an odd spelling", [], { host: "0x7f.1" }, "is not on the public internet"],
    ["a host that is none", [], { host: "a/b" }, "host or port is not valid"],
    ["a host with another port in it", [server.hostname], { host: `${server.hostname}:1` }, "not valid"],
    ["a server that is away", [server.hostname], { port: 1 }, "cannot be reached"],
    ["a database that is not there", [server.hostname], { database: "none" }, "does not exist"],
  ])("%s", async (_what, allow, change, message) => {
    await expect(sqlTo(allow).query(request("select 1", change))).rejects.toThrow(message);
  });

  it("a host that the credential is not meant for", async () => {
    const bound = sqlTo([server.hostname], "db.example.com");
    await expect(bound.query(request("select 1"))).rejects.toThrow("not meant for this host");
  });

  it.each<[string, (socket: Socket) => void, string, timeoutMs?: number]>([
    ["that hangs up", (socket) => socket.end(), "offers no encryption"],
    ["that speaks something else", (socket) => socket.write("HTTP/1.1 400\r\n\r\n"), "offers no encryption"],
    ["that says nothing", () => undefined, "longer than", 100],
    [
      "that wants endless hashing",
      (socket) => {
        socket.once("data", () => {
          socket.write("N");
          socket.once("data", () => {
            socket.write(message(10, "SCRAM-SHA-256\0\0"));
            socket.once("data", (data) => {
              const nonce = /r=([^,]+)$/.exec(data.toString("latin1"))?.[1];
              socket.write(message(11, `r=${nonce}more,s=c2FsdA==,i=2000000000`));
            });
          });
        });
      },
      "too much hashing",
    ],
  ])(
    "a server %s",
    async (_what, behave, expected, timeoutMs = 15_000) => {
      const listener = createServer((socket) => {
        socket.on("error", () => undefined);
        behave(socket);
      });
      await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
      const address = listener.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      const asked = sqlTo(["127.0.0.1"]).query(request("select 1", { host: "127.0.0.1", port, timeoutMs }));
      await expect(asked).rejects.toThrow(expected);
      listener.close();
    },
    20_000,
  );
});

/** An authentication request of the server: kind 10 is the SASL mechanisms, 11 the challenge. */
function message(kind: number, body: string): Buffer {
  const bytes = Buffer.from(body, "latin1");
  const head = Buffer.alloc(9);
  head.write("R");
  head.writeInt32BE(bytes.length + 8, 1);
  head.writeInt32BE(kind, 5);
  return Buffer.concat([head, bytes]);
}
