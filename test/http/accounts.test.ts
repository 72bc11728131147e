import { describe, expect, it } from "vitest";
import { cookieOf, mailedLink, member, newAddress, PASSWORD, signIn, tokenIn } from "../member.ts";
import { type Caller, nobody, world } from "../world.ts";

const w = await world();
const { api, mails, sql, settled, clock } = w;
const AUTH = "/api/auth";
const works = async (caller: Caller) => (await api(caller).get("/api/v2/me")).status === 200;

describe("an account", () => {
  it("begins with a session whose cookie is for this host alone", async () => {
    const email = newAddress();
    const answer = await api(nobody).post(`${AUTH}/sign-up/email`, {
      email,
      password: PASSWORD,
      name: "Ada",
    });
    expect(answer).toMatchObject({
      status: 200,
      body: { user: { email, name: "Ada", emailVerified: false } },
    });
    expect(answer.headers.get("set-cookie")).toMatch(
      /^__Host-session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  it("is one user to the whole platform", async () => {
    const { caller, email, userId } = await member(w);
    expect((await api(caller).get(`${AUTH}/get-session`)).body).toMatchObject({
      user: { id: userId, email },
    });
    expect((await api(caller).get("/api/v2/me")).body).toMatchObject({ id: userId, email, name: "Ada" });
  });

  it("keeps neither its password nor the secret of its session", async () => {
    const { email, caller } = await member(w);
    const [row] = await sql<{ password_hash: string; rows: string }>(
      `select password_hash, (select json_agg(s) from sessions s where s.user_id = a.user_id)::text as rows
       from accounts a where email = $1`,
      [email],
    );
    expect(row?.password_hash).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$/);
    expect(row?.rows).not.toContain(caller["cookie"]?.split("=")[1]);
  });

  it("signs in again, whatever the case of its address", async () => {
    const { email, userId } = await member(w);
    const answer = await signIn(w, email.toUpperCase());
    expect(answer).toMatchObject({ status: 200, body: { redirect: false, user: { id: userId } } });
    expect(await works(cookieOf(answer))).toBe(true);
  });

  it("is what a second sign-up with its password begins a session of, and it stays as it is", async () => {
    const { email, userId } = await member(w);
    const again = await api(nobody).post(`${AUTH}/sign-up/email`, { email, password: PASSWORD, name: "Eve" });
    expect(again.body).toMatchObject({ user: { id: userId, name: "Ada" } });
    expect(await works(cookieOf(again))).toBe(true);
  });

  it("costs one round trip to recognize", async () => {
    const { caller } = await member(w);
    await works(caller);
    const before = w.link.requests;
    await works(caller);
    expect(w.link.requests - before).toBe(2);
  });

  it("is made once by sign-ups at the same time", async () => {
    const body = { email: newAddress(), password: PASSWORD, name: "Ada" };
    const answers = await Promise.all([1, 2, 3].map(() => api(nobody).post(`${AUTH}/sign-up/email`, body)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await sql("select 1 from users where email = $1", [body.email])).toHaveLength(1);
  });

  it("is in the record of what happened, from the first", async () => {
    const { email, userId } = await member(w);
    await signIn(w, email, "wrong password");
    const rows = await sql("select action, actor_kind from audit_events where chain = $1 order by seq", [
      userId,
    ]);
    expect(rows).toEqual([
      { action: "account.created", actor_kind: "user" },
      { action: "account.signed_in", actor_kind: "user" },
      { action: "account.sign_in_failed", actor_kind: "nobody" },
    ]);
  });
});

describe("a session", () => {
  it("ends at once when it signs out", async () => {
    const { caller } = await member(w);
    const answer = await api(caller).post(`${AUTH}/sign-out`);
    expect(answer.body).toEqual({ success: true });
    expect(answer.headers.get("set-cookie")).toMatch(/^__Host-session=; Max-Age=0;/);
    expect(await works(caller)).toBe(false);
    expect((await api(caller).get(`${AUTH}/get-session`)).text).toBe("null");
  });

  it("grows old", async () => {
    const { caller } = await member(w);
    clock.ahead = 29 * 24 * 3_600_000;
    expect(await works(caller)).toBe(true);
    clock.ahead = 31 * 24 * 3_600_000;
    expect(await works(caller)).toBe(false);
    clock.ahead = 0;
  });

  it("is listed with the others, and can end each of them or all", async () => {
    const { caller, email } = await member(w);
    const others = await Promise.all([signIn(w, email), signIn(w, email), signIn(w, email)]);
    const [second, ...more] = others.map(cookieOf);
    const list = async () =>
      JSON.parse((await api(caller).get(`${AUTH}/list-sessions`)).text) as { id: string; current: boolean }[];
    expect((await list()).map(({ current }) => current).sort()).toEqual([false, false, false, true]);

    const { body } = await api(second ?? {}).get(`${AUTH}/get-session`);
    const { id } = body["session"] as { id: string };
    await api(caller).post(`${AUTH}/revoke-session`, { id });
    expect(await works(second ?? {})).toBe(false);

    await api(caller).post(`${AUTH}/revoke-other-sessions`);
    expect(await Promise.all(more.map(works))).toEqual([false, false]);
    expect(await list()).toMatchObject([{ current: true }]);
  });

  it("cannot end one of somebody else", async () => {
    const [ada, eve] = [await member(w), await member(w)];
    const { body } = await api(ada.caller).get(`${AUTH}/get-session`);
    const { id } = body["session"] as { id: string };
    expect((await api(eve.caller).post(`${AUTH}/revoke-session`, { id })).status).toBe(404);
    expect(await works(ada.caller)).toBe(true);
  });

  it("says when it was last seen, to a few minutes", async () => {
    const { caller, userId } = await member(w);
    clock.ahead = 3_600_000;
    await works(caller);
    await settled();
    const [row] = await sql<{ hours: number }>(
      "select extract(epoch from last_seen_at - created_at)::int / 3600 as hours from sessions where user_id = $1",
      [userId],
    );
    expect(row?.hours).toBe(1);
    clock.ahead = 0;
  });
});

describe("a password", () => {
  it("is changed by who knows it, which ends the other sessions", async () => {
    const { caller, email } = await member(w);
    const elsewhere = cookieOf(await signIn(w, email));
    const change = (currentPassword: string) =>
      api(caller).post(`${AUTH}/change-password`, { currentPassword, newPassword: "another good one" });
    expect((await change("wrong password")).status).toBe(400);
    expect((await change(PASSWORD)).body).toEqual({ status: true });
    expect([await works(caller), await works(elsewhere)]).toEqual([true, false]);
    expect((await signIn(w, email)).status).toBe(401);
    expect((await signIn(w, email, "another good one")).status).toBe(200);
  });

  it("is the same in either spelling that Unicode has of it", async () => {
    const email = newAddress();
    await api(nobody).post(`${AUTH}/sign-up/email`, { email, password: "caf\u00e9 cr\u00e8me", name: "Ada" });
    expect((await signIn(w, email, "cafe\u0301 cre\u0300me")).status).toBe(200);
  });

  it("is reset by a mailed link that works once, confirms the address and ends every session", async () => {
    const { caller, email, userId } = await member(w);
    await api(nobody).post(`${AUTH}/request-password-reset`, { email });
    const link = await mailedLink(w, email);
    expect(link.pathname).toBe("/reset-password");
    const reset = (newPassword: string) =>
      api(nobody).post(`${AUTH}/reset-password`, { token: tokenIn(link), newPassword });
    const both = await Promise.all([reset("a new one, the first"), reset("a new one, the second")]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 400]);
    expect(await works(caller)).toBe(false);
    const good = both[0]?.status === 200 ? "a new one, the first" : "a new one, the second";
    expect((await signIn(w, email, good)).body).toMatchObject({ user: { id: userId, emailVerified: true } });
  });

  it("can be reset by the newest link only, and for an hour", async () => {
    const { email } = await member(w);
    const reset = async (token: string) =>
      (await api(nobody).post(`${AUTH}/reset-password`, { token, newPassword: "another good one" })).status;
    await api(nobody).post(`${AUTH}/request-password-reset`, { email });
    const first = tokenIn(await mailedLink(w, email));
    await api(nobody).post(`${AUTH}/request-password-reset`, { email });
    const second = tokenIn(await mailedLink(w, email));
    expect(await reset(first)).toBe(400);
    clock.ahead = 61 * 60_000;
    expect(await reset(second)).toBe(400);
    clock.ahead = 0;
    expect(await reset(second)).toBe(200);
  });
});

describe("an address", () => {
  const verified = async (caller: Caller) => (await api(caller).get("/api/v2/me")).body["email_verified"];

  it("is confirmed by the link in a mail, in the session", async () => {
    const { caller, email } = await member(w);
    const token = tokenIn(await mailedLink(w, email));
    expect((await api(caller).post(`${AUTH}/verify-email`, { token })).body).toEqual({ status: true });
    expect(await verified(caller)).toBe(true);
    expect((await api(caller).post(`${AUTH}/verify-email`, { token })).status).toBe(400);
  });

  it("is confirmed elsewhere with the password, which begins a session", async () => {
    const { email } = await member(w);
    const token = tokenIn(await mailedLink(w, email));
    const answer = await api(nobody).post(`${AUTH}/verify-email`, { token, password: PASSWORD });
    expect(await verified(cookieOf(answer))).toBe(true);
  });

  it.each<[string, () => Promise<[Caller, string | undefined]>]>([
    ["the link alone, since a stranger may have made the account", async () => [nobody, undefined]],
    ["a wrong password", async () => [nobody, "wrong password"]],
    ["the session of somebody else", async () => [(await member(w)).caller, undefined]],
  ])("is not confirmed by %s", async (_what, by) => {
    const { caller, email } = await member(w);
    const token = tokenIn(await mailedLink(w, email));
    const [who, password] = await by();
    expect((await api(who).post(`${AUTH}/verify-email`, { token, password })).status).toBe(401);
    expect(await verified(caller)).toBe(false);
    expect((await api(caller).post(`${AUTH}/verify-email`, { token })).status).toBe(200);
  });

  it("is not confirmed by a link for something else", async () => {
    const { caller, email } = await member(w);
    await api(nobody).post(`${AUTH}/request-password-reset`, { email });
    const token = tokenIn(await mailedLink(w, email));
    expect((await api(caller).post(`${AUTH}/verify-email`, { token })).status).toBe(400);
  });

  it("gets the link again while it is not confirmed", async () => {
    const { caller, email } = await member(w);
    const first = await mailedLink(w, email);
    await api(caller).post(`${AUTH}/send-verification-email`);
    const second = await mailedLink(w, email);
    expect(second.href).not.toBe(first.href);
    await api(caller).post(`${AUTH}/verify-email`, { token: tokenIn(second) });
    const before = mails.length;
    await api(caller).post(`${AUTH}/send-verification-email`);
    await settled();
    expect(mails.length).toBe(before);
  });
});

it.each<[string, object, string]>([
  ["no address", { password: PASSWORD, name: "Ada" }, "email"],
  ["an address that is none", { email: "ada", password: PASSWORD, name: "Ada" }, "email"],
  ["an address with a line break", { email: "a@b.c\nBcc: x@y.z", password: PASSWORD, name: "Ada" }, "email"],
  ["a short password", { email: "a@example.com", password: "1234567", name: "Ada" }, "password"],
  ["an endless password", { email: "a@example.com", password: "x".repeat(257), name: "Ada" }, "password"],
  ["no name", { email: "a@example.com", password: PASSWORD }, "name"],
])("a sign-up with %s is refused", async (_what, body, path) => {
  expect(await api(nobody).post(`${AUTH}/sign-up/email`, body)).toMatchObject({
    status: 422,
    body: { code: "VALIDATION_ERROR", error: { code: "VALIDATION_ERROR", details: { issues: [{ path }] } } },
  });
});
