import { describe, expect, it } from "vitest";
import { health } from "#http/health.ts";
import { v2 } from "#http/v2/surface.ts";
import { type Caller, nobody, person, session, world } from "../world.ts";

const { api, key } = await world();
const ada = await session(person("ada"));
const eve = person("eve");
const powerless = await key(eve, []);

const routes = [health, v2].flatMap(({ base, routes: of }) =>
  of.map(({ method, path, scope }) => ({ method, scope, path: base + path })),
);
const guarded = routes.filter(({ scope }) => scope !== "public");

describe.each(guarded)("$method $path", ({ method, path, scope }) => {
  const url = path.replaceAll(/:\w+/g, crypto.randomUUID());
  const body =
    method === "GET" || method === "DELETE" ? undefined : { name: "x", nodes: [], links: [], digest: "x" };
  const ask = (caller: Caller) => api(caller).send(method, url, body);

  it("refuses a caller without credentials, and says how to show them", async () => {
    const answer = await ask(nobody);
    expect(answer).toMatchObject({ status: 401, body: { error: { code: "UNAUTHORIZED" } } });
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
  });

  it(`refuses a caller without ${scope}`, async () => {
    expect(await ask(powerless)).toMatchObject({ status: 403, body: { error: { code: "FORBIDDEN" } } });
  });

  it(`lets in a caller who has ${scope} and nothing else`, async () => {
    const caller = scope === "session" ? await session(eve) : await key(eve, [scope]);
    expect([401, 403]).not.toContain((await ask(caller)).status);
  });

  if (path.includes(":")) {
    it("does not find an id that is not the caller's", async () => {
      expect(await ask(ada)).toMatchObject({ status: 404, body: { error: { code: "NOT_FOUND" } } });
    });
  }

  it("refuses other methods with those that are allowed", async () => {
    const same = routes.filter((route) => route.path === path).map((route) => route.method);
    const other = ["PATCH", "PUT"].find((word) => !same.some((one) => one === word)) ?? "";
    const answer = await api(ada).send(other, url);
    expect(answer).toMatchObject({ status: 405, body: { error: { code: "METHOD_NOT_ALLOWED" } } });
    expect(
      answer.headers
        .get("allow")
        ?.split(", ")
        .filter((word) => word !== "HEAD"),
    ).toEqual(same);
  });
});

it("lists every open route, so that opening one is a visible decision", () => {
  const open = routes.filter(({ scope }) => scope === "public").map(({ path }) => path);
  expect(open).toEqual(["/health", "/health/ready"]);
});
