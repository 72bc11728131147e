import { describe, expect, it } from "vitest";
import { textSplit } from "#blocks/text/text-split.ts";
import { impliedScopes, SCOPES, type Scope } from "#domain/scopes.ts";
import { greeting } from "../../graphs.ts";
import { type Answer, session, textOf } from "../../world.ts";
import { call, type Operation, operationsOf } from "../sweep/operations.ts";
import { bearer, ORIGIN, oauthWorld } from "./oauth-world.ts";

const { app, visitor, tokens, api } = await oauthWorld();
const client = await app();
const ada = await visitor();
const API = "/external-api/v1";

/** A token of Ada for these words. */
const tokenFor = async (scope: string, resource?: string) =>
  api(bearer((await tokens(ada, client, { scope, ...(resource !== undefined && { resource }) })).access));

const me = await (await tokenFor("IDENTITY")).get(`${API}/me`);
const own = api(await session({ id: textOf(me, "id"), email: ada.email }));
const graph = textOf(await own.post("/api/v2/builder/graphs", greeting()), "id");
const run = { input_data: { who: "Ada" } };
const execution = textOf(await own.post(`/api/v2/builder/graphs/${graph}/execute`, run), "execution_id");

/** What each call needs besides a token; the least that its schema wants, where nothing is said. */
const VALUES = {
  block_id: textSplit.id,
  graph_id: graph,
  graph_version: 1,
  execution_id: execution,
  node_input: { who: "Ada" },
};
const BODIES: Record<string, unknown> = {
  [`${API}/blocks/{block_id}/execute`]: { text: "a,b", delimiter: "," },
  [`${API}/graphs`]: greeting(),
};

const operations = (await operationsOf(api)).filter(({ path }) => path.startsWith(`${API}/`));

function ask(caller: ReturnType<typeof api>, operation: Operation): Promise<Answer> {
  const body = BODIES[operation.path];
  if (body === undefined) return call(caller, operation, VALUES);
  const path = operation.path.replace("{block_id}", textSplit.id);
  return caller.send(operation.method, path, body);
}

/** The words that do not amount to a scope, not even together. */
function allBut(scope: string): Scope[] {
  const kept: Scope[] = [];
  for (const word of SCOPES) {
    const implied = [...impliedScopes([...kept, word])];
    if (!implied.some((one) => one === scope)) kept.push(word);
  }
  return kept;
}

it("there are calls of all kinds", () => {
  expect(operations.map(({ scope }) => scope).toSorted()).toEqual([
    "EXECUTE_BLOCK",
    "EXECUTE_GRAPH",
    "IDENTITY",
    "READ_BLOCK",
    "READ_GRAPH",
    "WRITE_GRAPH",
  ]);
});

describe.each(operations)("$method $path by an application's token", (operation) => {
  const { scope } = operation;

  it(`works with ${scope} alone`, async () => {
    const answer = await ask(await tokenFor(scope), operation);
    expect([200, 201], answer.text).toContain(answer.status);
  });

  it(`is refused with every scope but ${scope}`, async () => {
    const words = allBut(scope);
    expect(words.length).toBeGreaterThan(SCOPES.length / 2);
    const answer = await ask(await tokenFor(words.join(" ")), operation);
    expect(answer).toMatchObject({ status: 403, body: { detail: `This needs the scope ${scope}` } });
    expect(answer.headers.get("www-authenticate")).toBe(
      `Bearer error="insufficient_scope", scope="${scope}"`,
    );
  });

  it("works with a token for this API, and not with one for another", async () => {
    expect([200, 201]).toContain((await ask(await tokenFor(scope, `${ORIGIN}${API}`), operation)).status);
    expect(await ask(await tokenFor(scope, `${ORIGIN}/api/v2`), operation)).toMatchObject({ status: 401 });
  });
});

it.each([
  ["openid profile email", "IDENTITY"],
  ["agents:execute", "EXECUTE_GRAPH"],
  ["agents:execute", "READ_GRAPH"],
  ["agents:read runs:read", "READ_GRAPH"],
  ["agents:write signals:write", "EXECUTE_GRAPH"],
])("the words %s open what %s opens", async (words, scope) => {
  const caller = await tokenFor(words);
  for (const operation of operations.filter((one) => one.scope === scope)) {
    expect((await ask(caller, operation)).status).toBe(200);
  }
});
