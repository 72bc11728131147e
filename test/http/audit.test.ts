import { describe, expect, it } from "vitest";
import { type AuditCtx, record } from "#domain/audit/record.ts";
import { connectDb } from "#store/db.ts";
import { type Person, person, session, world } from "../world.ts";

const { api, key, sql, databaseUrl, link } = await world();
const admin = await session(person("root"), { app_metadata: { role: "admin" } });
const LOG = "/api/v2/audit-log";

const db = connectDb(databaseUrl, link.origin);
const ctxOf = ({ id }: Person): AuditCtx => ({
  db,
  now: () => Date.now(),
  requestId: "request-1",
  source: { address: "192.0.2.7", userAgent: null },
  principal: { kind: "user", userId: id, email: null, scopes: "all", isAdmin: false },
});

describe("GET /api/v2/audit-log", () => {
  it("lists what concerns the caller and nobody else, newest first, page after page", async () => {
    const [ada, eve] = [person("ada"), person("eve")];
    for (const id of ["a", "b", "c"]) {
      await record(ctxOf(ada), { action: "api_key.created", target: { type: "api_key", id } });
    }
    await record(ctxOf(eve), { action: "account.signed_in" });
    const caller = await session(ada);
    const first = (await api(caller).get(`${LOG}?limit=2`)).body;
    expect(first).toMatchObject({
      events: [
        {
          id: 3,
          action: "api_key.created",
          outcome: "success",
          actor: { kind: "user", user_id: ada.id, id: null },
          target: { type: "api_key", id: "c" },
          address: "192.0.2.7",
          user_agent: null,
          request_id: "request-1",
        },
        { id: 2 },
      ],
      next_cursor: 2,
    });
    const second = (await api(caller).get(`${LOG}?limit=2&cursor=${first["next_cursor"]}`)).body;
    expect(second).toMatchObject({ events: [{ id: 1, target: { id: "a" } }], next_cursor: null });
    expect((await api(caller).get(`${LOG}?action=account.signed_in`)).body).toEqual({
      events: [],
      next_cursor: null,
    });
  });

  it.each(["limit=0", "limit=101", "cursor=0", "cursor=x"])("refuses %s", async (search) => {
    expect((await api(await session(person("ada"))).get(`${LOG}?${search}`)).status).toBe(422);
  });

  it("needs its scope", async () => {
    expect((await api(await key(person("ada"), ["READ_GRAPH"])).get(LOG)).status).toBe(403);
    expect((await api(await key(person("ada"), ["audit_logs:read"])).get(LOG)).status).toBe(200);
  });
});

describe("GET /internal/audit", () => {
  it("tells administrators whether the record is whole, and nobody else", async () => {
    const ada = person("ada");
    await record(ctxOf(ada), { action: "account.signed_in" });
    await record(ctxOf(ada), { action: "account.signed_in" });
    const whole = (await api(admin).get("/internal/audit")).body;
    expect(whole).toMatchObject({ violations: [], next: null });
    expect(whole["events"]).toBeGreaterThanOrEqual(2);
    await sql(
      `do $$ begin set local session_replication_role = replica;
       delete from audit_events where chain = '${ada.id}' and seq = 1; end $$`,
    );
    expect((await api(admin).get("/internal/audit")).body).toMatchObject({
      violations: [{ user_id: ada.id, id: 1, message: "The event is missing" }],
    });
    expect((await api(await session(ada)).get("/internal/audit")).status).toBe(403);
  });

  it("misses a head that is gone", async () => {
    const ada = person("ada");
    await record(ctxOf(ada), { action: "account.signed_in" });
    await sql(
      `do $$ begin set local session_replication_role = replica;
       delete from audit_heads where chain = '${ada.id}'; end $$`,
    );
    expect((await api(admin).get("/internal/audit")).body).toMatchObject({
      violations: expect.arrayContaining([
        { user_id: ada.id, id: 1, message: "The chain's head is missing" },
      ]),
    });
  });
});
