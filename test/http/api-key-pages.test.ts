import { describe, expect, it } from "vitest";
import { type Answer, type Caller, nobody, world } from "../world.ts";

const { api } = await world();
const HOME = "/account/api-keys";
const FORM = { "content-type": "application/x-www-form-urlencoded", origin: "https://gossamer.test" };

async function signedUp(): Promise<Caller> {
  const person = {
    email: `${crypto.randomUUID()}@example.com`,
    password: "correct horse battery",
    name: "Ada",
  };
  const json = { "content-type": "application/json" };
  const { headers } = await api(nobody).post("/api/auth/sign-up/email", person, json);
  return { cookie: headers.get("set-cookie")?.split(";", 1)[0] ?? "" };
}

const send = (caller: Caller, path: string, fields: [string, string][] = [], headers = {}) =>
  api(caller).post(path, new URLSearchParams(fields).toString(), { ...FORM, ...headers });

const make = (caller: Caller, name = "CI", scopes = ["READ_GRAPH", "runs:read"]) =>
  send(caller, HOME, [
    ["name", name],
    ["expires_in", "90d"],
    ...scopes.map((scope): [string, string] => ["scopes", scope]),
  ]);

const shownKey = ({ text }: Answer) => /<code id="new-key">(agpt_[\w-]{43})<\/code>/.exec(text)?.[1] ?? "";
const idIn = ({ text }: Answer) => /api-keys\/([\da-f-]{36})\/suspend/.exec(text)?.[1] ?? "";
const works = async (key: string) =>
  (await api({ "x-api-key": key }).get("/api/v2/builder/graphs")).status === 200;

describe("the page of API keys", () => {
  it("leads those to sign in who are not", async () => {
    const answer = await api(nobody).get(HOME);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe("/sign-in?return_to=%2Faccount%2Fapi-keys");
  });

  it("makes a key, shows it once, and lists it by its ends", async () => {
    const ada = await signedUp();
    expect((await api(ada).get(HOME)).text).toContain("You have no keys yet");
    const made = await make(ada);
    expect(made.status).toBe(201);
    expect(made.headers.get("cache-control")).toBe("no-store");
    const key = shownKey(made);
    expect(await works(key)).toBe(true);
    const { text } = await api(ada).get(HOME);
    expect(text).not.toContain(key);
    expect(text).toContain(`${key.slice(0, 9)}…${key.slice(-4)}`);
    expect(text).toContain("READ_GRAPH, runs:read");
  });

  it("suspends, resumes and revokes", async () => {
    const ada = await signedUp();
    const key = shownKey(await make(ada));
    const id = idIn(await api(ada).get(HOME));
    const suspended = await send(ada, `${HOME}/${id}/suspend`);
    expect([suspended.status, suspended.headers.get("location")]).toEqual([303, `${HOME}?done=suspend`]);
    expect(await works(key)).toBe(false);
    await send(ada, `${HOME}/${id}/resume`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(await works(key)).toBe(true);
    await send(ada, `${HOME}/${id}/revoke`);
    expect(await works(key)).toBe(false);
    expect((await api(ada).get(HOME)).text).toContain("You have no keys yet");
  });

  it.each<[string, [string, string][], string]>([
    [
      "a name",
      [
        ["expires_in", "30d"],
        ["scopes", "READ_GRAPH"],
        ["name", " "],
      ],
      "Give the key a name",
    ],
    [
      "a scope",
      [
        ["name", "Kept"],
        ["expires_in", "30d"],
      ],
      "Choose what the key may do",
    ],
  ])("says so when a form is without %s", async (_what, fields, message) => {
    const ada = await signedUp();
    const answer = await send(ada, HOME, fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
    expect((await api(ada).get(HOME)).text).toContain("You have no keys yet");
  });

  it("escapes what people write", async () => {
    const ada = await signedUp();
    const { text } = await make(ada, '<script>"x"');
    expect(text).not.toContain("<script>");
    expect(text).toContain("&lt;script&gt;");
  });

  it("takes no form of another site, nor one for somebody else's key", async () => {
    const [ada, eve] = [await signedUp(), await signedUp()];
    const key = shownKey(await make(ada));
    const id = idIn(await api(ada).get(HOME));
    const foreign = await send(ada, `${HOME}/${id}/revoke`, [], { origin: "https://evil.example" });
    expect(foreign.status).toBe(403);
    expect((await send(eve, `${HOME}/${id}/revoke`)).status).toBe(404);
    expect((await send(ada, `${HOME}/nonsense/revoke`)).status).toBe(404);
    expect(await works(key)).toBe(true);
  });
});
