import { describe, expect, it } from "vitest";
import { accountPages } from "#http/accounts/pages/pages.ts";
import { cookieOf, mailedLink, member, newAddress, PASSWORD, submit, tokenIn } from "../member.ts";
import { nobody, world } from "../world.ts";

const w = await world();
const { api, sql } = w;
const credentials = async () => ({ email: (await member(w)).email, password: PASSWORD });
const location = ({ headers }: { headers: Headers }) => headers.get("location");

describe.each(accountPages.map(({ path, methods }) => ({ path, methods })))(
  "$path",
  async ({ path, methods }) => {
    const { caller } = await member(w);
    const url = path.replaceAll(/:\w+/g, crypto.randomUUID());

    it("runs no script, loads nothing, is never framed and never stored", async () => {
      for (const who of [nobody, caller]) {
        const { headers } = await api(who).get(url);
        const policy = headers.get("content-security-policy") ?? "";
        expect(policy).toContain("default-src 'none'");
        expect(policy).toContain("frame-ancestors 'none'");
        expect(policy).not.toMatch(/script-src|unsafe-|connect-src|\*/);
        expect(headers.get("x-frame-options")).toBe("DENY");
        expect(headers.get("cache-control")).toBe("no-store");
        expect(headers.get("access-control-allow-origin")).toBeNull();
      }
    });

    it("refuses other methods with those that are allowed, as a page", async () => {
      const answer = await api(caller).send("PUT", url);
      expect(answer.status).toBe(405);
      expect(answer.headers.get("allow")).toContain(methods[0]);
      expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    });

    if (path.startsWith("/account")) {
      it("leads who is not signed in to sign in, and back", async () => {
        expect(location(await api(nobody).get(`${url}?x=1`))).toBe(
          `/sign-in?return_to=${encodeURIComponent(`${url}?x=1`)}`,
        );
      });
    }
  },
);

describe("the sign-in page", () => {
  it("leads to the account, or to where one wanted to go", async () => {
    const form = await credentials();
    const answer = await submit(w, nobody, "/sign-in", form);
    expect([answer.status, location(answer)]).toEqual([303, "/account"]);
    expect(answer.headers.get("set-cookie")).toMatch(
      /^__Host-session=[\w-]{43}; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/,
    );
    const there = "/oauth/authorize?client_id=app_1&redirect_uri=https%3A%2F%2Fx.example%2Fcb#top";
    expect(location(await submit(w, nobody, "/sign-in", { ...form, return_to: there }))).toBe(there);
    expect(location(await api(cookieOf(answer)).get(`/sign-in?return_to=${encodeURIComponent(there)}`))).toBe(
      there,
    );
  });

  it("never leads to another site", async () => {
    const form = await credentials();
    for (const elsewhere of ["//evil.example", "https://evil.example", "/%5Cevil.example"]) {
      expect(location(await submit(w, nobody, "/sign-in", { ...form, return_to: elsewhere }))).toBe(
        "/account",
      );
    }
  });

  it("says what is wrong, keeps the address and forgets the password", async () => {
    const { email } = await credentials();
    const answer = await submit(w, nobody, "/sign-in", { email, password: "a wrong password" });
    expect(answer.status).toBe(401);
    expect(answer.text).toContain('role="alert"');
    expect(answer.text).toContain(`value="${email}"`);
    expect(answer.text).not.toContain("a wrong password");
  });

  it("escapes what it is given", async () => {
    const evil = `"><script>alert(1)</script>`;
    const answer = await submit(w, nobody, "/sign-in", {
      email: evil,
      password: "x",
      return_to: `/x?${evil}`,
    });
    expect(answer.text).not.toContain("<script");
    expect(answer.text).toContain("&lt;script&gt;");
  });

  it("takes forms only as forms", async () => {
    const answer = await api(nobody).post(
      "/sign-in",
      { email: "a@example.com", password: PASSWORD },
      {
        "content-type": "application/json",
      },
    );
    expect(answer.status).toBe(400);
  });
});

describe("the sign-up page", () => {
  it("makes an account and leads on", async () => {
    const form = { name: "Ada", email: newAddress(), password: PASSWORD, return_to: "/account?x=1" };
    const answer = await submit(w, nobody, "/sign-up", form);
    expect([answer.status, location(answer)]).toEqual([303, "/account?x=1"]);
    const link = await mailedLink(w, form.email);
    expect(link.searchParams.get("return_to")).toBe("/account?x=1");
  });

  it("says beside each field what is wrong with it", async () => {
    const answer = await submit(w, nobody, "/sign-up", { name: "", email: "ada", password: "short" });
    expect(answer.status).toBe(422);
    for (const name of ["name", "email", "password"]) {
      expect(answer.text).toMatch(new RegExp(`aria-invalid="true" aria-describedby="[^"]*${name}-error`));
      expect(answer.text).toContain(`id="${name}-error"`);
    }
  });

  it("shows who has an account already the same as who must confirm a new one", async () => {
    const { email } = await member(w);
    const answer = await submit(w, nobody, "/sign-up", { name: "Eve", email, password: "a stranger's" });
    expect(answer).toMatchObject({ status: 200, text: expect.stringContaining("Look into your mailbox") });
  });
});

describe("mailed links", () => {
  it("are not used up by looking at them", async () => {
    const { email } = await member(w);
    const link = await mailedLink(w, email);
    for (let times = 0; times < 3; times++) {
      expect((await api(nobody).get(link.pathname + link.search)).text).toContain(email);
    }
    const answer = await submit(w, nobody, "/verify-email", { token: tokenIn(link), password: PASSWORD });
    expect([answer.status, location(answer)]).toEqual([303, "/account?done=verified"]);
    expect((await api(nobody).get(link.pathname + link.search)).status).toBe(400);
  });

  it("set a new password", async () => {
    const { email } = await member(w);
    await submit(w, nobody, "/forgot-password", { email });
    const link = await mailedLink(w, email);
    expect((await api(nobody).get(link.pathname + link.search)).text).toContain("Choose a new password");
    const token = tokenIn(link);
    expect((await submit(w, nobody, "/reset-password", { token, password: "short" })).status).toBe(422);
    const answer = await submit(w, nobody, "/reset-password", { token, password: "another good one" });
    expect(location(answer)).toBe("/sign-in?done=reset");
    const form = { email, password: "another good one" };
    expect(location(await submit(w, nobody, "/sign-in", form))).toBe("/account");
  });
});

describe("the account page", () => {
  it("changes name and time zone, and says what is wrong with them", async () => {
    const { caller, userId } = await member(w);
    const form = { name: "Ada L.", timezone: "Europe/Berlin" };
    expect(location(await submit(w, caller, "/account/profile", form))).toBe("/account?done=profile");
    expect(await sql("select name, timezone from users where id = $1", [userId])).toEqual([form]);
    const wrong = await submit(w, caller, "/account/profile", { ...form, timezone: "Mars/Olympus" });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('value="Mars/Olympus"');
    expect(wrong.text).toContain('id="timezone-error"');
  });

  it("changes the password", async () => {
    const { caller } = await member(w);
    const change = (current_password: string) =>
      submit(w, caller, "/account/password", { current_password, new_password: "another good one" });
    expect((await change("wrong")).text).toContain('id="current_password-error"');
    expect(location(await change(PASSWORD))).toBe("/account?done=password");
  });

  it("ends sessions, and signs out", async () => {
    const { caller, email } = await member(w);
    const other = await submit(w, nobody, "/sign-in", { email, password: PASSWORD });
    const [, action = ""] =
      /action="(\/account\/sessions\/[\da-f-]+\/end)"/.exec((await api(caller).get("/account")).text) ?? [];
    expect(location(await submit(w, caller, action, {}))).toBe("/account?done=ended");
    expect(location(await api(cookieOf(other)).get("/account"))).toContain("/sign-in");
    expect(location(await submit(w, caller, "/sign-out", {}))).toBe("/sign-in?done=signed-out");
    expect(location(await api(caller).get("/account"))).toContain("/sign-in");
  });

  it("does not end sessions of somebody else", async () => {
    const [ada, eve] = [await member(w), await member(w)];
    const [row] = await sql<{ id: string }>("select id from sessions where user_id = $1", [ada.userId]);
    expect((await submit(w, eve.caller, `/account/sessions/${row?.id}/end`, {})).status).toBe(404);
    expect((await api(ada.caller).get("/account")).status).toBe(200);
  });
});
