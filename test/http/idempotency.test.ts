import { describe, expect, it } from "vitest";
import { sweepKeys } from "#domain/idempotency/sweep.ts";
import { connectDb } from "#store/db.ts";
import { greeting } from "../graphs.ts";
import { type Answer, type Caller, person, session, textOf, world } from "../world.ts";

const { api, databaseUrl, engine, link, sql } = await world();
const owner = person("ada");
const ada = await session(owner);
const eve = await session(person("eve"));
const GRAPHS = "/api/v2/builder/graphs";
const DAY = 24 * 60 * 60 * 1000;
const graph = textOf(await api(ada).post(GRAPHS, greeting()), "id");
const newKey = () => `key ${crypto.randomUUID()}`;
const BODY = { input_data: { who: "Eve" } };

const execute = (key: string, body: unknown = BODY, on = graph, caller: Caller = ada): Promise<Answer> =>
  api(caller).post(`${GRAPHS}/${on}/execute`, body, { "idempotency-key": key });

const idOf = (answer: Answer) => textOf(answer, "execution_id");
const isReplayed = ({ headers }: Answer) => headers.get("idempotency-replayed") === "true";
const startsOf = (id: string) => engine.started.filter(({ executionId }) => executionId === id).length;
const rows = async () => (await sql("select id from executions")).length;

const MINUTE = 60_000;

/** As if the request under this key had been taken so long ago. */
const taken = (key: string, agoMs: number) =>
  sql("update idempotency_keys set taken_at = now() - $2 * interval '1 ms' where key = $1", [key, agoMs]);

const created = (key: string, agoMs: number) =>
  sql("update idempotency_keys set created_at = now() - $2 * interval '1 ms' where key = $1", [key, agoMs]);

/** As if the Worker had died before it stored the answer. */
const forgetAnswer = (key: string) => sql("update idempotency_keys set answer = null where key = $1", [key]);

describe("a request under an Idempotency-Key", () => {
  it("is done once, and answered the same again", async () => {
    const key = newKey();
    const before = await rows();
    const [first, again] = [await execute(key), await execute(key)];
    expect([first.status, again.status, isReplayed(first), isReplayed(again)]).toEqual([
      200,
      200,
      false,
      true,
    ]);
    expect(again.text).toBe(first.text);
    expect(again.headers.get("content-type")).toBe(first.headers.get("content-type"));
    expect([await rows(), startsOf(idOf(first))]).toEqual([before + 1, 1]);
  });

  it("starts one run when it comes 50 times at once", async () => {
    const key = newKey();
    const before = await rows();
    const answers = await Promise.all(Array.from({ length: 50 }, () => execute(key)));
    const started = answers.filter(({ status }) => status === 200);
    expect(new Set(started.map(idOf)).size).toBe(1);
    expect(started.filter((answer) => !isReplayed(answer))).toHaveLength(1);
    for (const { status, headers } of answers.filter((answer) => answer.status !== 200)) {
      expect([status, headers.get("retry-after")]).toEqual([409, "1"]);
    }
    expect(await rows()).toBe(before + 1);
  });

  it("takes two round trips to Postgres more than without, and one in all when it comes again", async () => {
    await execute(newKey());
    const trips = async (work: () => Promise<Answer>) => {
      const before = link.requests;
      await work();
      return link.requests - before;
    };
    const key = newKey();
    expect(await trips(() => api(ada).post(`${GRAPHS}/${graph}/execute`, BODY))).toBe(1);
    expect(await trips(() => execute(key))).toBe(3);
    expect(await trips(() => execute(key))).toBe(1);
  });

  it.each<[string, (key: string) => Promise<Answer>]>([
    ["another body", (key) => execute(key, { input_data: { who: "Ada" } })],
    ["another path", (key) => execute(key, BODY, crypto.randomUUID())],
  ])("is refused with %s", async (_what, other) => {
    const key = newKey();
    await execute(key);
    expect(await other(key)).toMatchObject({ status: 422, body: { error: { code: "VALIDATION_ERROR" } } });
  });

  it.each([
    ["empty", ""],
    ["too long", "x".repeat(256)],
    ["not printable", "a\tb"],
    ["not ASCII", "caf\u00e9"],
  ])("is refused when the key is %s", async (_what, key) => {
    const before = await rows();
    expect(await execute(key)).toMatchObject({ status: 422 });
    expect(await rows()).toBe(before);
  });

  it("may have a key of 255 characters", async () => {
    expect((await execute(newKey().padEnd(255, "."))).status).toBe(200);
  });

  it("is one's own: the same key of somebody else is another", async () => {
    const key = newKey();
    const theirs = textOf(await api(eve).post(GRAPHS, greeting()), "id");
    const [mine, other] = [await execute(key), await execute(key, BODY, theirs, eve)];
    expect([mine.status, other.status, isReplayed(other)]).toEqual([200, 200, false]);
  });

  it("counts for a day: then the same one starts another run", async () => {
    const key = newKey();
    const first = await execute(key);
    await created(key, DAY - MINUTE);
    expect(isReplayed(await execute(key))).toBe(true);
    await created(key, DAY);
    const next = await execute(key);
    expect([next.status, isReplayed(next)]).toEqual([200, false]);
    expect(idOf(next)).not.toBe(idOf(first));
    await created(key, DAY);
    expect((await execute(key, { input_data: { who: "Ada" } })).status).toBe(200);
  });

  it("that was refused for what it came to is refused again without being done", async () => {
    const key = newKey();
    const absent = crypto.randomUUID();
    const [first, again] = [await execute(key, BODY, absent), await execute(key, BODY, absent)];
    expect([first.status, again.status, again.text]).toEqual([404, 404, first.text]);
    expect([isReplayed(first), isReplayed(again)]).toEqual([false, true]);
  });

  it.each([
    ["the shape", { version: "one" }, 422],
    ["the inputs", {}, 422],
    ["the JSON", "{", 400],
  ])(
    "that was malformed in %s did nothing: its key is free for a better one",
    async (_what, body, status) => {
      const key = newKey();
      expect((await execute(key, body)).status).toBe(status);
      expect(await execute(key)).toMatchObject({ status: 200 });
    },
  );
});

describe("when a request under a key breaks off", () => {
  const startsUnder = async (key: string, breakOff: () => Promise<unknown>) => {
    const before = await rows();
    await breakOff();
    const answer = await execute(key);
    return { answer, isOne: (await rows()) === before + 1 && startsOf(idOf(answer)) === 1 };
  };

  it("with a failure of ours, the next one goes on with the same run", async () => {
    const key = newKey();
    const { answer, isOne } = await startsUnder(key, async () => {
      engine.failing.start = new Error("overloaded");
      expect((await execute(key)).status).toBe(503);
      expect((await execute(key, { input_data: { who: "Ada" } })).status).toBe(422);
    });
    expect([answer.status, isReplayed(answer), isOne]).toEqual([200, false, true]);
  });

  it("before its answer is kept, it is in progress for a minute, then starts the same run", async () => {
    const key = newKey();
    const first = await execute(key);
    await forgetAnswer(key);
    expect(await execute(key)).toMatchObject({ status: 409, body: { error: { code: "CONFLICT" } } });
    await taken(key, MINUTE);
    const next = await execute(key);
    expect([idOf(next), isReplayed(next), startsOf(idOf(next))]).toEqual([idOf(first), false, 1]);
    expect(isReplayed(await execute(key))).toBe(true);
  });

  it("and 50 come after it at once, one takes it over, and there is one run", async () => {
    const key = newKey();
    const before = await rows();
    await execute(key);
    await forgetAnswer(key);
    await taken(key, MINUTE);
    const answers = await Promise.all(Array.from({ length: 50 }, () => execute(key)));
    const started = answers.filter(({ status }) => status === 200);
    expect(started.filter((answer) => !isReplayed(answer))).toHaveLength(1);
    expect([new Set(started.map(idOf)).size, await rows()]).toEqual([1, before + 1]);
  });

  it.each([
    ["knows only that one", false],
    ["has seen the next one since", true],
  ])(
    "before the engine has the run, the next one starts it, in the version that it had; the Worker %s",
    async (_what, hasSeenNext) => {
      const key = newKey();
      const old = textOf(await api(ada).post(GRAPHS, greeting()), "id");
      engine.failing.start = new Error("the Worker died here");
      await execute(key, BODY, old);
      await api(ada).put(`${GRAPHS}/${old}`, greeting("Two"));
      if (hasSeenNext) {
        await execute(newKey(), BODY, old);
        expect(engine.started.at(-1)).toMatchObject({ plan: { version: 2 } });
      }
      const answer = await execute(key, BODY, old);
      expect(engine.started.at(-1)).toMatchObject({ executionId: idOf(answer), plan: { version: 1 } });
    },
  );

  it("and its run was given up meanwhile, the next one starts a run that begins", async () => {
    const key = newKey();
    engine.failing.start = new Error("the Worker died here");
    await execute(key);
    const [left] = await sql<{ id: string }>("select id from executions order by created_at desc limit 1");
    await sql("update executions set status = 'FAILED', ended_at = now() where id = $1", [left?.id]);
    const answer = await execute(key);
    expect(idOf(answer)).not.toBe(left?.id);
    expect(startsOf(idOf(answer))).toBe(1);
  });
});

it("keys that do not count any more are swept, others are not", async () => {
  const [old, young] = [newKey(), newKey()];
  await execute(old);
  await execute(young);
  await created(old, DAY);
  await sweepKeys({ db: connectDb(databaseUrl, link.origin), now: Date.now });
  const left = await sql<{ key: string }>("select key from idempotency_keys where key = any($1)", [
    [old, young],
  ]);
  expect(left.map(({ key }) => key)).toEqual([young]);
});
