import { afterAll, describe, expect, it } from "vitest";
import { startRedisBridge } from "../../local/redis-bridge.ts";
import { linkTo } from "../link.ts";
import { cookieOf, mailedLink, member, newAddress, PASSWORD, signIn, submit, tokenIn } from "../member.ts";
import { type Caller, nobody, world } from "../world.ts";

const redis = await startRedisBridge();
const line = await linkTo(redis.url);
afterAll(async () => {
  await line.stop();
  await redis.stop();
});

const AUTH = "/api/auth";
const SIGN_UP = `${AUTH}/sign-up/email`;
const strict = await world({ verifiedOnly: true });
const open = await world();

describe("where addresses must be confirmed", () => {
  const signUp = (email: string, password = PASSWORD) =>
    strict.api(nobody).post(SIGN_UP, { email, password, name: "Ada" });

  it("a sign-up begins no session, and neither does a sign-in before the link was used", async () => {
    const email = newAddress();
    const answer = await signUp(email);
    expect(answer).toMatchObject({ status: 200, body: { token: null, user: { email } } });
    expect(answer.headers.get("set-cookie")).toBeNull();
    expect(await signIn(strict, email)).toMatchObject({
      status: 403,
      body: { error: { details: { reason: "EMAIL_NOT_VERIFIED" } } },
    });
    const token = tokenIn(await mailedLink(strict, email));
    const confirmed = await strict.api(nobody).post(`${AUTH}/verify-email`, { token, password: PASSWORD });
    expect((await strict.api(cookieOf(confirmed)).get("/api/v2/me")).body).toMatchObject({ email });
    expect((await signIn(strict, email)).status).toBe(200);
  });

  it("a sign-up tells nobody whether the address is known, but its owner", async () => {
    const known = newAddress();
    await signUp(known);
    const token = tokenIn(await mailedLink(strict, known));
    await strict.api(nobody).post(`${AUTH}/verify-email`, { token, password: PASSWORD });
    const unknown = newAddress();
    const [first, second] = [
      await signUp(known, "a stranger's guess"),
      await signUp(unknown, "a stranger's guess"),
    ];
    const shape = ({ status, text, headers }: typeof first, email: string) => ({
      status,
      cookie: headers.get("set-cookie"),
      text: text.replaceAll(email, "…").replaceAll(/[\da-f-]{36}/g, "…"),
    });
    expect(shape(first, known)).toEqual(shape(second, unknown));
    await strict.settled();
    expect(strict.mails.findLast(({ to }) => to === known)?.subject).toBe("You already have an account");
    expect((await signIn(strict, known, "a stranger's guess")).status).toBe(401);
  });

  it("a stranger's sign-up with an address gives them nothing when its owner uses the link", async () => {
    const email = newAddress();
    await signUp(email, "the stranger's own");
    const token = tokenIn(await mailedLink(strict, email));
    expect(
      (await strict.api(nobody).post(`${AUTH}/verify-email`, { token, password: PASSWORD })).status,
    ).toBe(401);
    await strict.api(nobody).post(`${AUTH}/request-password-reset`, { email });
    const reset = tokenIn(await mailedLink(strict, email));
    await strict.api(nobody).post(`${AUTH}/reset-password`, { token: reset, newPassword: PASSWORD });
    expect((await signIn(strict, email)).status).toBe(200);
    expect((await signIn(strict, email, "the stranger's own")).status).toBe(401);
  });
});

describe("nobody is told whether an address is known", () => {
  it("by a reset", async () => {
    const { email } = await member(open);
    const ask = (to: string) => open.api(nobody).post(`${AUTH}/request-password-reset`, { email: to });
    const [known, unknown] = [await ask(email), await ask(newAddress())];
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
  });

  it("by a sign-in", async () => {
    const { email } = await member(open);
    const [known, unknown] = [await signIn(open, email, "wrong one"), await signIn(open, newAddress())];
    expect([known.status, known.text]).toEqual([unknown.status, unknown.text]);
  });

  it("by the status of a sign-up", async () => {
    const { email } = await member(open);
    const again = await open.api(nobody).post(SIGN_UP, { email, password: "a stranger's", name: "Eve" });
    expect(again).toMatchObject({ status: 200, body: { token: null, user: { name: "Eve" } } });
  });

  it("and it takes as long to find no account as to find the password wrong", async () => {
    const { email } = await member(open);
    const time = async (to: string) => {
      const begun = performance.now();
      await signIn(open, to, "wrong one");
      return performance.now() - begun;
    };
    const times: [number, number][] = [];
    for (let round = 0; round < 5; round++) times.push([await time(email), await time(newAddress())]);
    const least = (index: 0 | 1) => Math.min(...times.map((pair) => pair[index]));
    expect(least(1)).toBeGreaterThan(least(0) / 2);
    expect(least(0)).toBeGreaterThan(least(1) / 2);
  });
});

it("a mail holds nothing that a stranger wrote", async () => {
  const email = newAddress();
  await strict.api(nobody).post(SIGN_UP, { email, password: PASSWORD, name: "Win at https://evil.example" });
  await strict.settled();
  const mail = strict.mails.findLast(({ to }) => to === email);
  expect(`${mail?.subject} ${mail?.text}`).not.toContain("evil");
});

describe("a request that another site makes a browser send", async () => {
  const { caller } = await member(open);
  const evil = { origin: "https://evil.example" };

  it.each<[string, Record<string, string>, boolean]>([
    ["from a page of ours", { origin: "https://gossamer.test", "sec-fetch-site": "same-origin" }, true],
    [
      "from a page of ours, in a browser that says only the origin",
      { origin: "https://gossamer.test" },
      true,
    ],
    ["from a page of ours that hides where it is", { origin: "null", "sec-fetch-site": "same-origin" }, true],
    ["by a program", {}, true],
    ["from another site", { ...evil, "sec-fetch-site": "cross-site" }, false],
    ["from another site, in a browser that says only the origin", evil, false],
    [
      "from a neighbor of ours",
      { origin: "https://evil.gossamer.test", "sec-fetch-site": "same-site" },
      false,
    ],
    ["from a name that begins with ours", { origin: "https://gossamer.test.evil.example" }, false],
    ["from another port", { origin: "https://gossamer.test:8443" }, false],
    ["without https", { origin: "http://gossamer.test" }, false],
    ["from a frame without an origin", { origin: "null" }, false],
    [
      "from a frame without an origin, across sites",
      { origin: "null", "sec-fetch-site": "cross-site" },
      false,
    ],
    ["that contradicts itself", { ...evil, "sec-fetch-site": "same-origin" }, false],
  ])("%s: %j passes %s", async (_what, headers, passes) => {
    const { status } = await open.api(caller).post("/api/v2/ws/ticket", {}, headers);
    expect(status === 403).toBe(!passes);
    const form = await submit(open, caller, "/account/profile", { name: "Ada", timezone: "" }, headers);
    expect(form.status).toBe(passes ? 303 : 403);
  });

  it.each([
    "/sign-up/email",
    "/sign-in/email",
    "/sign-out",
    "/change-password",
    "/reset-password",
    "/request-password-reset",
    "/revoke-other-sessions",
    "/send-verification-email",
  ])("is refused at %s", async (path) => {
    const body = {
      email: "a@example.com",
      password: PASSWORD,
      name: "Ada",
      token: "x",
      newPassword: PASSWORD,
      currentPassword: PASSWORD,
    };
    expect((await open.api(caller).post(`${AUTH}${path}`, body, evil)).status).toBe(403);
  });

  it("may read nothing either: no answer is shared with it, cookie or not", async () => {
    const { headers } = await open.api(caller).get("/api/v2/me", evil);
    expect(headers.get("access-control-allow-credentials")).toBeNull();
  });

  it("opens no socket in the name of who is signed in", async () => {
    const socket = (headers: Caller) => open.api({ ...caller, upgrade: "websocket", ...headers }).get("/ws");
    expect((await socket(evil)).body).toMatchObject({ code: 4003 });
    expect((await open.api({ upgrade: "websocket" }).get("/ws")).body).toMatchObject({ code: 4001 });
    expect((await socket({ origin: "https://gossamer.test" })).body["code"]).toBeUndefined();
  });

  it("does no harm with a header of its own beside the cookie: the header counts", async () => {
    const status = (await open.api({ ...caller, authorization: "Bearer wrong" }).get("/api/v2/me")).status;
    expect(status).toBe(401);
  });
});

describe("attempts are counted", async () => {
  const limited = await world({ limits: { numbers: {}, url: line.origin, token: redis.token } });
  const from = (address: string) => limited.api({ "cf-connecting-ip": address });
  const guess = (email: string, address = "192.0.2.1") =>
    from(address).post(`${AUTH}/sign-in/email`, { email, password: "wrong one" });

  it("against the account they aim at, from wherever they come, whether it is there or not", async () => {
    for (const email of [(await member(limited)).email, newAddress()]) {
      const answers = [];
      for (let tried = 0; tried < 14; tried++) answers.push(await guess(email, `192.0.2.${100 + tried}`));
      const statuses = answers.map(({ status }) => status);
      expect(statuses.slice(0, 9)).toEqual(Array(9).fill(401));
      expect(statuses.at(-1)).toBe(429);
      expect(Number(answers.at(-1)?.headers.get("retry-after"))).toBeGreaterThan(0);
    }
  });

  it("so that even the right password does not get in any more, and somebody else still does", async () => {
    const [ada, eve] = [await member(limited), await member(limited)];
    for (let tried = 0; tried < 14; tried++) await guess(ada.email);
    expect((await signIn(limited, ada.email)).status).toBe(429);
    expect((await signIn(limited, eve.email)).status).toBe(200);
  });

  it("against the address they come from, whatever they aim at", async () => {
    const answers = [];
    for (let tried = 0; tried < 26; tried++) {
      const body = { email: newAddress() };
      answers.push(await from("192.0.2.77").post(`${AUTH}/request-password-reset`, body));
    }
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(22);
    expect(answers.at(-1)?.status).toBe(429);
  });

  it("and nobody's mailbox is flooded", async () => {
    const { email } = await member(limited);
    for (let tried = 0; tried < 4; tried++) {
      await from(`198.51.100.${tried}`).post(`${AUTH}/request-password-reset`, { email });
      await from(`198.51.100.${tried}`).post(SIGN_UP, { email, password: "a stranger's", name: "Eve" });
    }
    await limited.settled();
    // Of nine; where two windows meet, one more than the limit of five may pass.
    expect(limited.mails.filter(({ to }) => to === email).length).toBeLessThanOrEqual(6);
  });

  it("and when they cannot be counted, nothing can be tried", async () => {
    const { email, caller } = await member(limited);
    line.state = "cut";
    expect((await signIn(limited, email)).status).toBe(503);
    expect((await submit(limited, nobody, "/sign-in", { email, password: PASSWORD })).status).toBe(503);
    expect((await limited.api(caller).get("/api/v2/me")).status).toBe(200);
    line.state = "up";
    expect((await signIn(limited, email)).status).toBe(200);
  });
});

it("where no mail is set up nobody can sign up, since nobody could confirm an address", async () => {
  const silent = await world({ verifiedOnly: true, mail: false });
  const body = { email: newAddress(), password: PASSWORD, name: "Ada" };
  expect((await silent.api(nobody).post(SIGN_UP, body)).status).toBe(403);
  expect((await submit(silent, nobody, "/sign-up", body)).text).toContain("this deployment sends no mail");
});
