import { afterAll, describe, expect, it } from "vitest";
import type { AuditEvent } from "#domain/audit/event.ts";
import { type AuditCtx, auditInsert, record } from "#domain/audit/record.ts";
import { verifyChain } from "#domain/audit/verify.ts";
import { connectDb } from "#store/db.ts";
import { startNeonBridge } from "../../local/neon-bridge.ts";
import { freshDatabase, query } from "../database.ts";
import { linkTo } from "../link.ts";

const databaseUrl = await freshDatabase();
const bridge = await startNeonBridge();
const link = await linkTo(bridge.origin);
afterAll(async () => {
  await link.stop();
  await bridge.stop();
});
const db = connectDb(databaseUrl, link.origin);
const sql = <Row extends object>(text: string, values?: unknown[]) => query<Row>(databaseUrl, text, values);

const source = { address: "192.0.2.7", userAgent: "Firefox · 🦊" };
const ctxOf = (userId: string): AuditCtx => ({
  db,
  now: () => Date.now(),
  requestId: "request-1",
  source,
  principal: { kind: "user", userId, email: null, scopes: "all", isAdmin: false },
});

const signIn: AuditEvent = { action: "account.signed_in" };
const attempt: AuditEvent = { action: "account.sign_in_failed", outcome: "failure", userId: null };

/** A chain of five events. */
async function chain(): Promise<string> {
  const userId = crypto.randomUUID();
  for (let n = 0; n < 5; n++) {
    await record(ctxOf(userId), {
      ...signIn,
      target: { type: "session", id: `s${n}` },
      details: { n, ä: "🦊" },
    });
  }
  return userId;
}

/** What only somebody with the whole database in hand can do. */
const tamper = (text: string, values: unknown[]) =>
  sql(
    `do $$ begin set local session_replication_role = replica; ${values.reduce<string>(
      (statement, value, index) => statement.replaceAll(`$${index + 1}`, `'${String(value)}'`),
      text,
    )}; end $$`,
  );

describe("a record", () => {
  it("says who did what, when, from where and in which request", async () => {
    const userId = crypto.randomUUID();
    const details = { provider: "password" };
    await record(ctxOf(userId), { ...signIn, target: { type: "session", id: "s1" }, details });
    const [row] = await sql<{ at: Date; hash: string }>("select * from audit_events where chain = $1", [
      userId,
    ]);
    expect(row).toMatchObject({
      seq: "1",
      action: "account.signed_in",
      outcome: "success",
      actor_kind: "user",
      actor_user_id: userId,
      actor_id: null,
      target_type: "session",
      target_id: "s1",
      address: "192.0.2.7",
      user_agent: "Firefox · 🦊",
      request_id: "request-1",
      details,
      previous_hash: "",
    });
    expect(row?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(Math.abs((row?.at.getTime() ?? 0) - Date.now())).toBeLessThan(10_000);
  });

  it("names the key that acted for the user", async () => {
    const userId = crypto.randomUUID();
    const principal = { kind: "api-key", userId, keyId: "key-1", scopes: new Set<never>() } as const;
    await record({ ...ctxOf(userId), principal }, { action: "credential.created" });
    const rows = await sql("select actor_kind, actor_id from audit_events where chain = $1", [userId]);
    expect(rows).toEqual([{ actor_kind: "api-key", actor_id: "key-1" }]);
  });

  it("of what concerns nobody we know is in a chain of its own", async () => {
    const { principal: _, ...anonymous } = ctxOf(crypto.randomUUID());
    await record(anonymous, attempt);
    const nil = "00000000-0000-0000-0000-000000000000";
    const rows = await sql("select actor_kind, outcome from audit_events where chain = $1", [nil]);
    expect(rows).toEqual([{ actor_kind: "nobody", outcome: "failure" }]);
    expect(await verifyChain({ db }, nil)).toBe(null);
  });

  it("takes what PostgreSQL's JSON does not", async () => {
    const userId = crypto.randomUUID();
    await record(ctxOf(userId), { ...signIn, details: { name: "a\0b\ud800" } });
    expect(await verifyChain({ db }, userId)).toBe(null);
  });
});

describe("a chain", () => {
  it("is numbered without gaps and whole after 50 events at the same time", async () => {
    const userId = crypto.randomUUID();
    await Promise.all(Array.from({ length: 50 }, () => record(ctxOf(userId), signIn)));
    const rows = await sql<{ seq: string }>("select seq from audit_events where chain = $1 order by seq", [
      userId,
    ]);
    expect(rows.map(({ seq }) => Number(seq))).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(await verifyChain({ db }, userId)).toBe(null);
  });

  it("stays whole when the change that an event tells of is refused", async () => {
    const userId = await chain();
    const doomed = db.execute("select 1 / 0");
    await expect(db.batch([auditInsert(ctxOf(userId), signIn), doomed])).rejects.toThrow();
    await record(ctxOf(userId), signIn);
    const [row] = await sql<{ last: string }>("select max(seq) as last from audit_events where chain = $1", [
      userId,
    ]);
    expect(row?.last).toBe("6");
    expect(await verifyChain({ db }, userId)).toBe(null);
  });

  it.each([
    ["update audit_events set action = 'x' where chain = $1"],
    ["delete from audit_events where chain = $1"],
    ["update audit_heads set seq = 0 where chain = $1"],
    ["delete from audit_heads where chain = $1"],
    [
      "insert into audit_heads (chain, seq, hash) select gen_random_uuid(), 1, '' from audit_heads where chain = $1",
    ],
  ])("refuses %s", async (statement) => {
    const userId = await chain();
    await expect(sql(statement, [userId])).rejects.toThrow("only ever added to");
    expect(await verifyChain({ db }, userId)).toBe(null);
  });

  it.each(["truncate audit_events", "truncate audit_heads"])("refuses %s", async (statement) => {
    await expect(sql(statement)).rejects.toThrow("only ever added to");
  });

  it("numbers and links an event itself, whatever it is told", async () => {
    const userId = await chain();
    await sql(
      `insert into audit_events (chain, at, action, outcome, actor_kind, request_id, details, seq, previous_hash, hash)
       values ($1, now(), 'x', 'success', 'user', 'r', '{}', 2, 'forged', 'forged')`,
      [userId],
    );
    expect(await verifyChain({ db }, userId)).toBe(null);
  });

  it.each<[string, string, number, string]>([
    [
      "an act",
      "update audit_events set action = 'x' where chain = $1 and seq = 3",
      3,
      "not what was recorded",
    ],
    [
      "details",
      "update audit_events set details = '{}' where chain = $1 and seq = 3",
      3,
      "not what was recorded",
    ],
    [
      "a time",
      "update audit_events set at = now() + '1s' where chain = $1 and seq = 3",
      3,
      "not what was recorded",
    ],
    [
      "an address",
      "update audit_events set address = null where chain = $1 and seq = 5",
      5,
      "not what was recorded",
    ],
    ["a loss in the middle", "delete from audit_events where chain = $1 and seq = 3", 3, "missing"],
    ["a loss of the first", "delete from audit_events where chain = $1 and seq = 1", 1, "missing"],
    ["a loss of the last", "delete from audit_events where chain = $1 and seq = 5", 5, "missing"],
    ["a loss of all", "delete from audit_events where chain = $1", 1, "missing"],
    [
      "an event that was made to fit",
      "update audit_events e set action = 'x' where chain = $1 and seq = 3; " +
        "update audit_events e set hash = audit_hash(e) where chain = $1 and seq = 3",
      4,
      "does not follow",
    ],
    [
      "a last event that was made to fit",
      "update audit_events e set action = 'x' where chain = $1 and seq = 5; " +
        "update audit_events e set hash = audit_hash(e) where chain = $1 and seq = 5",
      5,
      "not the last recorded",
    ],
  ])("shows %s that was changed behind our back", async (_what, statement, seq, message) => {
    const userId = await chain();
    await tamper(statement, [userId]);
    expect(await verifyChain({ db }, userId)).toEqual({
      chain: userId,
      seq,
      message: expect.stringContaining(message),
    });
  });
});

describe("when nothing can be recorded", () => {
  it("what gives power does not happen", async () => {
    link.state = "cut";
    await expect(record(ctxOf(crypto.randomUUID()), signIn)).rejects.toThrow();
    link.state = "up";
  });

  it("what takes it away stands", async () => {
    link.state = "cut";
    await record(ctxOf(crypto.randomUUID()), { action: "api_key.revoked" });
    link.state = "up";
  });
});
