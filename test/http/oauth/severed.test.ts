import { describe, expect, it } from "vitest";
import { nobody, session, textOf } from "../../world.ts";
import { authorizePath, basic, bearer, oauthWorld } from "./oauth-world.ts";

const { app, visitor, tokens, grant, redeem, refresh, form, api, sql, engine } = await oauthWorld({
  admins: ["admin@example.com"],
});
const admin = await session({ id: crypto.randomUUID(), email: "admin@example.com" });

type App = Awaited<ReturnType<typeof app>>;

const userOf = async (access: string): Promise<string> =>
  textOf(await api(bearer(access)).get("/oauth/userinfo"), "sub");

/** Somebody who has let an application in, with what it got. */
async function holder(client: App, name = "Ada") {
  const browser = await visitor(name);
  const given = await tokens(browser, client, { scope: "openid agents:execute" });
  return { browser, ...given, userId: await userOf(given.access) };
}

const severedOf = ({ id }: App) =>
  engine.severed.filter(({ credential }) => credential === `app:${id}`).map(({ userId }) => userId);

const detailsOf = async ({ id }: App, action: string) => {
  const rows = await sql<{ details: object }>(
    "select details from audit_events where target_id = $1 and action = $2",
    [id, action],
  );
  return rows.map(({ details }) => details);
};

describe("a client that", () => {
  it.each<[string, string, (client: App) => Promise<{ status: number }>]>([
    [
      "its developer suspends",
      "client.suspended",
      (client) => api(client.developer).patch(`/oauth/clients/${client.id}`, { status: "suspended" }),
    ],
    [
      "an administrator suspends",
      "client.suspended",
      (client) => api(admin).patch(`/oauth/clients/${client.id}`, { status: "suspended" }),
    ],
    ["is deleted", "client.deleted", (client) => api(client.developer).delete(`/oauth/clients/${client.id}`)],
  ])(
    "%s is cut off from everybody who lets it in, and the record tells of it",
    async (_what, action, end) => {
      const client = await app();
      const other = await app();
      const stay = [await holder(client), await holder(client, "Bob")];
      const gone = await holder(client, "Eve");
      await gone.browser.post("/account/apps/withdraw", { client_id: client.id });
      await holder(other);
      const idle = await visitor("Idle");
      await idle.open(authorizePath(client));
      engine.severed.splice(0);
      expect((await end(client)).status).toBeLessThan(300);
      expect(severedOf(client).toSorted()).toEqual(stay.map(({ userId }) => userId).toSorted());
      expect(severedOf(other)).toEqual([]);
      expect(await detailsOf(client, action)).toEqual([{ severed_users: 2 }]);
    },
  );

  it("is suspended is cut off from a crowd, and suspended although an object does not answer", async () => {
    const client = await app();
    const { userId } = await holder(client);
    await sql("insert into users (id) select gen_random_uuid() from generate_series(1, 949)");
    await sql(
      `insert into oauth_authorizations
         (id, client_id, user_id, scopes, resources, code_hash, redirect_uri, code_challenge, redeemed_at, created_at, expires_at)
       select gen_random_uuid(), $1, id, '{}', '{}', 'crowd ' || id, '', '', now(), now() - interval '1 day', now() + interval '1 day'
       from users where email is null`,
      [client.id],
    );
    engine.severed.splice(0);
    engine.unreachable.add(userId);
    const { status } = await api(client.developer).patch(`/oauth/clients/${client.id}`, {
      status: "suspended",
    });
    engine.unreachable.clear();
    expect(status).toBe(200);
    expect(new Set(severedOf(client)).size).toBe(899);
    expect(await detailsOf(client, "client.suspended")).toEqual([
      { severed_users: 899, unsevered_users: 51 },
    ]);
  });

  it("gets a new secret keeps its sockets", async () => {
    const client = await app();
    await holder(client);
    engine.severed.splice(0);
    await api(client.developer).post(`/oauth/clients/${client.id}/rotate-secret`);
    expect(severedOf(client)).toEqual([]);
  });
});

describe("an application is cut off from a user", () => {
  it("when a code comes again", async () => {
    const client = await app();
    const ada = await visitor();
    const code = (await grant(ada, client)).get("code") ?? "";
    const userId = await userOf(textOf(await redeem(client, code), "access_token"));
    await redeem(client, code);
    expect(severedOf(client)).toEqual([userId]);
  });

  it("when a refresh token comes again after its successor", async () => {
    const client = await app();
    const ada = await holder(client);
    const second = textOf(await refresh(client, ada.refresh), "refresh_token");
    await refresh(client, second);
    expect(severedOf(client)).toEqual([]);
    await refresh(client, ada.refresh);
    expect(severedOf(client)).toEqual([ada.userId]);
  });
});

describe("a ticket that an application has made", () => {
  async function withTicket() {
    const client = await app();
    const ada = await holder(client);
    const ticket = textOf(await api(bearer(ada.access)).post("/api/v2/ws/ticket"), "ticket");
    const open = async () => (await api(nobody).get(`/ws?token=${ticket}`, { upgrade: "websocket" })).body;
    return { client, ...ada, open };
  }

  it("opens a socket of the application", async () => {
    const { client, userId, open } = await withTicket();
    expect(await open()).toEqual({ userId, protocol: null });
    expect(engine.connected.at(-1)).toEqual({ userId, credential: `app:${client.id}` });
  });

  it.each<[string, (made: Awaited<ReturnType<typeof withTicket>>) => Promise<unknown>]>([
    [
      "token is revoked",
      ({ client, access }) => form("/oauth/revoke", { token: access }, basic(client.id, client.secret)),
    ],
    [
      "user shuts it out",
      ({ client, browser }) => browser.post("/account/apps/withdraw", { client_id: client.id }),
    ],
    [
      "client is suspended",
      ({ client }) => api(client.developer).patch(`/oauth/clients/${client.id}`, { status: "suspended" }),
    ],
  ])("opens nothing once its %s, and what it opened is cut off", async (_what, end) => {
    const made = await withTicket();
    await made.open();
    await end(made);
    expect(await made.open()).toMatchObject({ code: 4003 });
    expect(severedOf(made.client)).toContain(made.userId);
  });

  it("is not to be had without the scope", async () => {
    const client = await app();
    const { access } = await tokens(await visitor(), client, { scope: "openid" });
    expect((await api(bearer(access)).post("/api/v2/ws/ticket")).status).toBe(403);
  });
});
