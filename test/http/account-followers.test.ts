import { describe, expect, it } from "vitest";
import { cookieOf, type Member, mailedLink, member, PASSWORD, signIn, tokenIn } from "../member.ts";
import { type Caller, nobody, textOf, world } from "../world.ts";

const app = await world();
const { api, engine } = app;
const AUTH = "/api/auth";

const socket = async (caller: Caller, search = "") =>
  (await api({ ...caller, upgrade: "websocket", origin: "https://gossamer.test" }).get(`/ws${search}`)).body;

/** Opens a socket in a session; answers by what it can be cut off. */
async function follow(caller: Caller, search = ""): Promise<string | null> {
  expect((await socket(caller, search))["code"]).toBeUndefined();
  return engine.connected.at(-1)?.credential ?? null;
}

/** Somebody signed in twice, who follows runs in both sessions, and by a token that was made in the other. */
async function follower() {
  const ada = await member(app);
  const other = cookieOf(await signIn(app, ada.email));
  const [here, there] = [await follow(ada.caller), await follow(other)];
  const token = textOf(await api(other).get(`${AUTH}/token`), "token");
  const bearer = { authorization: `Bearer ${token}` };
  expect(await follow(bearer)).toBe(there);
  expect([here, there].map((of) => /^session:/.test(of ?? ""))).toEqual([true, true]);
  expect(here).not.toBe(there);
  const severed = () =>
    engine.severed
      .flatMap(({ userId, credential }) => (userId === ada.userId ? [credential] : []))
      .toSorted();
  return { ada, other, bearer, here, there, severed };
}

type Follower = Awaited<ReturnType<typeof follower>>;

async function reset({ email }: Member): Promise<void> {
  await api(nobody).post(`${AUTH}/request-password-reset`, { email });
  const token = tokenIn(await mailedLink(app, email));
  await api(nobody).post(`${AUTH}/reset-password`, { token, newPassword: "another good one" });
}

const ended =
  (path: string, body: object = {}) =>
  async ({ ada }: Follower) => {
    expect((await api(ada.caller).post(`${AUTH}${path}`, body)).status).toBe(200);
  };

describe("who follows runs in a session", () => {
  it.each<[string, (by: Follower) => Promise<void>, (by: Follower) => (string | null)[]]>([
    ["signing out", ended("/sign-out"), ({ here }) => [here]],
    ["signing out everywhere else", ended("/revoke-other-sessions"), ({ there }) => [there]],
    [
      "a change of the password",
      ended("/change-password", { currentPassword: PASSWORD, newPassword: "another good one" }),
      ({ there }) => [there],
    ],
    ["a reset of the password", ({ ada }) => reset(ada), ({ here, there }) => [here, there]],
  ])("is cut off by %s", async (_what, end, cut) => {
    const by = await follower();
    await end(by);
    expect(by.severed()).toEqual(cut(by).toSorted());
  });

  it("is not let in again by a token, or by a ticket that it bought, once the session has ended", async () => {
    const { ada, other, bearer } = await follower();
    const ticket = textOf(await api(bearer).post("/api/v2/ws/ticket"), "ticket");
    await api(other).post(`${AUTH}/sign-out`);
    expect(await socket(bearer)).toMatchObject({ code: 4003 });
    expect(await socket(nobody, `?token=${bearer.authorization.slice(7)}`)).toMatchObject({ code: 4003 });
    expect(await socket(nobody, `?token=${ticket}`)).toMatchObject({ code: 4003 });
    expect((await socket(ada.caller))["code"]).toBeUndefined();
  });

  it("is cut off when the session that it was let in with ends meanwhile", async () => {
    const { ada, severed } = await follower();
    const ticket = textOf(await api(ada.caller).post("/api/v2/ws/ticket"), "ticket");
    const credential = await follow(nobody, `?token=${ticket}`);
    expect(credential).toMatch(/^session:/);
    await api(ada.caller).post(`${AUTH}/sign-out`);
    expect(await socket(nobody, `?token=${ticket}`)).toMatchObject({ code: 4003 });
    expect(severed()).toEqual([credential]);
  });

  it.each<[string, (by: Follower) => Promise<Caller>, string]>([
    ["a token's session", async ({ bearer }) => bearer, "delete from sessions where user_id = $1"],
    [
      "an API key",
      ({ ada }) => app.key({ id: ada.userId, email: ada.email }, ["READ_GRAPH"]),
      "update api_keys set revoked_at = now() where user_id = $1",
    ],
  ])(
    "is cut off though %s ended while it was let in, where nobody could see it yet",
    async (_what, by, end) => {
      const all = await follower();
      const caller = await by(all);
      const connect = engine.connect.bind(engine);
      engine.connect = async (...given) => {
        await app.sql(end, [all.ada.userId]);
        return connect(...given);
      };
      const credential = await follow(caller);
      engine.connect = connect;
      await app.settled();
      expect(all.severed()).toEqual([credential]);
    },
  );
});
