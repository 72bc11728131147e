import { describe, expect, it } from "vitest";
import { type Answer, nobody, world } from "../world.ts";

const { api, sql, clock } = await world();

const PASSWORD = "correct horse battery";
const someone = () => ({
  email: `ada-${crypto.randomUUID()}@example.com`,
  password: PASSWORD,
  name: "Ada",
});
const json = { "content-type": "application/json" };

/** The cookie that an answer sets, as a browser would send it. */
const cookieOf = ({ headers }: Answer) => ({ cookie: headers.get("set-cookie")?.split(";", 1)[0] ?? "" });

async function signedUp(person = someone()) {
  const answer = await api(nobody).post("/api/auth/sign-up/email", person, json);
  return { ...person, caller: cookieOf(answer), answer };
}

describe("an account", () => {
  it("begins with a session whose cookie is for this host alone", async () => {
    const { answer, email } = await signedUp();
    expect(answer).toMatchObject({
      status: 200,
      body: { user: { email, name: "Ada", emailVerified: false } },
    });
    expect(answer.headers.get("set-cookie")).toMatch(
      /^__Host-session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Lax$/,
    );
  });

  it("is the same user to the rest of the platform", async () => {
    const { caller, email } = await signedUp();
    const { body } = await api(caller).get("/api/auth/get-session");
    expect(body).toMatchObject({ user: { email } });
    expect((await api(caller).get("/api/v2/builder/graphs")).status).toBe(200);
  });

  it("keeps neither its password nor the secret of its session", async () => {
    const { email, caller } = await signedUp();
    const [row] = await sql<{ password_hash: string; rows: string }>(
      `select password_hash, (select json_agg(s) from sessions s where s.user_id = a.user_id)::text as rows
       from accounts a where email = $1`,
      [email],
    );
    expect(row?.password_hash).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$/);
    expect(row?.rows).not.toContain(caller.cookie.split("=")[1]);
  });

  it("ends its session when it signs out, at once", async () => {
    const { caller } = await signedUp();
    expect((await api(caller).post("/api/auth/sign-out")).body).toEqual({ success: true });
    expect((await api(caller).get("/api/v2/builder/graphs")).status).toBe(401);
    expect((await api(caller).get("/api/auth/get-session")).text).toBe("null");
  });

  it("signs in again, whatever the case of its address", async () => {
    const { email, password } = await signedUp();
    const answer = await api(nobody).post("/api/auth/sign-in/email", {
      email: email.toUpperCase(),
      password,
    });
    expect(answer).toMatchObject({ status: 200, body: { user: { email } } });
    expect((await api(cookieOf(answer)).get("/api/v2/builder/graphs")).status).toBe(200);
  });

  it("is not in a session that has grown old", async () => {
    const { caller } = await signedUp();
    clock.ahead += 31 * 24 * 3_600_000;
    expect((await api(caller).get("/api/v2/builder/graphs")).status).toBe(401);
    clock.ahead = 0;
  });
});
