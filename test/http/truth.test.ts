// The OpenAPI document is a promise: whatever is sent, the answer has a status and a shape that it names.
// SEED=n replays what failed, CALLS=n sends so many of each.

import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { Random } from "../engine/simulation/random.ts";
import { nobody, person, session, world } from "../world.ts";
import { estateOf, SHARED } from "./sweep/estate.ts";
import { hostileExample, hostilePath } from "./sweep/hostile.ts";
import { type Operation, operationsOf } from "./sweep/operations.ts";

const { SEED = "1", CALLS = "10" } = process.env;

const here = await world();
afterAll(here.settled);
const { api } = here;
const ada = person("ada");
const values = { ...SHARED, ...(await estateOf(here, ada)) };
const own = api(await session(ada));

const document = (await api(nobody).get("/openapi.json")).body;
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(document, "document");

const Responses = z.record(
  z.string(),
  z.object({ content: z.object({ "application/json": z.unknown() }).partial().optional() }),
);

function promised({ method, path }: Operation, status: number): { isNamed: boolean; pointer: string | null } {
  const at = ["paths", path, method.toLowerCase(), "responses"];
  const responses = Responses.parse(at.reduce<unknown>((part, key) => Object(part)[key], document));
  const found = responses[String(status)];
  if (found?.content?.["application/json"] === undefined)
    return { isNamed: found !== undefined, pointer: null };
  const steps = [...at, String(status), "content", "application/json", "schema"];
  return { isNamed: true, pointer: steps.map((step) => encodeURIComponent(escaped(step))).join("/") };
}

/** RFC 6901 section 3. */
const escaped = (step: string): string => step.replaceAll("~", "~0").replaceAll("/", "~1");

/** Mostly JSON of the schema, sometimes no JSON at all. */
function bodyOf({ body }: Operation, random: Random): unknown {
  if (body === null) return undefined;
  return random.chance(0.05) ? new TextEncoder().encode("{") : hostileExample(body, values, random);
}

function addressOf({ path, query }: Operation, random: Random): string {
  const pairs = query
    .filter(() => random.chance(0.4))
    .map((name) => [name, asText(hostileExample({}, values, random))]);
  // Without it the log is a stream, which has no end while the run goes on.
  if (path.endsWith("/events")) pairs.push(["wait", "0"]);
  return `${hostilePath(path, values, random)}?${new URLSearchParams(pairs)}`;
}

const asText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const operations = await operationsOf(api);

describe(`with seed ${SEED}`, () => {
  it.each(operations)("$method $path answers as the document says", async (operation) => {
    const random = new Random(Number(SEED));
    for (let call = 0; call < Number(CALLS); call += 1) {
      const address = addressOf(operation, random);
      const body = bodyOf(operation, random);
      const answer = await own.send(operation.method, address, body);
      const { isNamed, pointer } = promised(operation, answer.status);
      const sent = `${operation.method} ${address} ${JSON.stringify(body)} → ${answer.status} ${answer.text}`;
      expect(isNamed, sent).toBe(true);
      if (pointer === null) continue;
      const fits = ajv.validate({ $ref: `document#/${pointer}` }, JSON.parse(answer.text));
      expect(fits, `${sent}: ${ajv.errorsText()}`).toBe(true);
    }
  });
});
