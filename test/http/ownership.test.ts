import { afterAll, describe, expect, it } from "vitest";
import { SCOPES } from "#domain/scopes.ts";
import { type Caller, person, session, world } from "../world.ts";
import { estateOf, FOR_EVERYBODY, MARK, SHARED } from "./sweep/estate.ts";
import { call, type Operation, operationsOf, type Values } from "./sweep/operations.ts";

// Broken object level authorization, looked for in every call of every door: the list of calls is the document that
// the app itself serves, so that a door is covered from the day on which it is opened.

const { api, key, settled, ...rest } = await world();
const here = { api, key, settled, ...rest };
afterAll(settled);
const eve = person("eve");
const intruders: [string, Caller][] = [
  ["in a session", await session(eve)],
  ["by a key with every scope", await key(eve, [...SCOPES])],
];

const operations = (await operationsOf(api)).filter(
  ({ scope, path }) => !["public", "elsewhere"].includes(scope) && !FOR_EVERYBODY.includes(path),
);
const known = await estateOf(here, person("ada"));

const fieldsOf = ({ body }: Operation): string[] => Object.keys(body?.["properties"] ?? {});
const isOwned = (name: string): boolean => Object.hasOwn(known, name);
const named = operations.filter((operation) =>
  [...operation.params, ...fieldsOf(operation)].some((name) => name !== "digest" && isOwned(name)),
);
const filtered = operations.filter(
  (operation) => !named.includes(operation) && operation.query.some((name) => isOwned(name)),
);

it("every id in a path has an owner here, or belongs to nobody", () => {
  const unknown = operations
    .flatMap(({ path, params }) => params.map((name) => ({ path, name })))
    .filter(({ name }) => !isOwned(name) && !Object.hasOwn(SHARED, name));
  expect(unknown).toEqual([]);
  expect(named.length).toBeGreaterThan(20);
});

describe.each(named)("$method $path", (operation) => {
  it.each(intruders)("does not find what is somebody else's, %s", async (how, intruder) => {
    if (operation.scope === "session" && how !== "in a session") return;
    const estate = await estateOf(here, person("ada"));
    const answer = await call(api(intruder), operation, { ...SHARED, ...estate });
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain(MARK);
  });

  it("finds it for its owner", async () => {
    const ada = person("ada");
    const estate = await estateOf(here, ada);
    const answer = await call(api(await session(ada)), operation, { ...SHARED, ...estate });
    expect([200, 201, 202, 204, 409], answer.text).toContain(answer.status);
  });
});

describe.each(filtered)("$method $path", (operation) => {
  it.each(intruders)("shows nothing of somebody else, %s", async (_how, intruder) => {
    const estate = await estateOf(here, person("ada"));
    const answer = await call(api(intruder), operation, estate);
    expect([200, 404]).toContain(answer.status);
    expect(leaksIn(answer.text, operation, estate)).toEqual([]);
  });
});

describe.each(operations.filter(({ method, params }) => method === "GET" && params.length === 0))(
  "$method $path",
  (operation) => {
    it("lists nothing of somebody else", async () => {
      const estate = await estateOf(here, person("ada"));
      for (const [, intruder] of intruders) {
        const answer = await call(api(intruder), operation, {});
        expect(leaksIn(answer.text, operation, estate)).toEqual([]);
      }
    });
  },
);

/** What of an estate is told, besides what was asked for. */
function leaksIn(text: string, { query }: Operation, estate: Values): string[] {
  const ids = Object.entries(estate).flatMap(([name, id]) => (query.includes(name) ? [] : [String(id)]));
  return [MARK, ...ids].filter((word) => text.includes(word));
}
