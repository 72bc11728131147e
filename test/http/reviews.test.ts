import { describe, expect, it } from "vitest";
import { sendWebRequest } from "#blocks/http/send-web-request.ts";
import { type Caller, person, session, textOf, world } from "../world.ts";

const { api, engine } = await world();
const owner = person("ada");
const ada = await session(owner);
const eve = await session(person("eve"));
const REVIEWS = "/api/v2/reviews";

function asked(change: object = {}): string {
  const id = crypto.randomUUID();
  engine.asked.unshift({
    id,
    userId: owner.id,
    executionId: crypto.randomUUID(),
    nodeExecutionId: "ask#1",
    nodeId: "ask",
    blockId: "8b2a7b3c-6e9d-4a5f-8c1b-2e3f4a5b6c7d",
    graphId: crypto.randomUUID(),
    graphVersion: 1,
    title: "Mail",
    data: { to: "ada" },
    editable: true,
    status: "WAITING",
    message: null,
    createdAt: Date.parse("2026-11-22T10:00:00Z"),
    expiresAt: Date.parse("2026-11-29T10:00:00Z"),
    decidedAt: null,
    ...change,
  });
  return id;
}

const digestOf = async (id: string) => textOf(await api(ada).get(`${REVIEWS}/${id}`), "digest");

const decide = (id: string, word: string, body: object, caller: Caller = ada) =>
  api(caller).post(`${REVIEWS}/${id}/${word}`, body);

describe("reviews", () => {
  it("are listed for their owner alone, by status and execution, newest first", async () => {
    const id = asked();
    const { body } = await api(ada).get(`${REVIEWS}?status=WAITING&page_size=1`);
    expect(body).toMatchObject({
      reviews: [
        {
          id,
          name: "Mail",
          node_id: "ask",
          data: { to: "ada" },
          digest: expect.stringMatching(/^[0-9a-f]{64}$/),
          editable: true,
          status: "WAITING",
          created_at: "2026-11-22T10:00:00.000Z",
          expires_at: "2026-11-29T10:00:00.000Z",
        },
      ],
      pagination: { page: 1, page_size: 1 },
    });
    expect((await api(eve).get(REVIEWS)).body).toMatchObject({ reviews: [], pagination: { total: 0 } });
  });

  it("are approved as they were shown, or changed where that is allowed", async () => {
    const id = asked();
    const answer = await decide(id, "approve", {
      digest: await digestOf(id),
      data: { to: "bob" },
      message: "ok",
    });
    expect(answer.body).toMatchObject({ id, status: "APPROVED", data: { to: "bob" }, message: "ok" });
  });

  it("are approved with the very data that they show, also where that is not to be changed", async () => {
    const id = asked({ editable: false });
    const answer = await decide(id, "approve", { digest: await digestOf(id), data: { to: "ada" } });
    expect(answer).toMatchObject({ status: 200, body: { status: "APPROVED", data: { to: "ada" } } });
  });

  it("are rejected with a reason; data beside a rejection means nothing", async () => {
    const id = asked({ editable: false });
    const answer = await decide(id, "reject", { digest: await digestOf(id), data: 1, message: "no" });
    expect(answer.body).toMatchObject({ status: "REJECTED", data: { to: "ada" }, message: "no" });
  });

  it.each<[string, () => string, Caller, object, number, string]>([
    ["of somebody else", () => asked(), eve, {}, 404, "NOT_FOUND"],
    ["that was decided", () => asked({ status: "REJECTED" }), ada, {}, 409, "CONFLICT"],
    ["that shows something else by now", () => asked(), ada, { digest: "0".repeat(64) }, 409, "CONFLICT"],
    ["without its digest", () => asked(), ada, { digest: undefined }, 422, "VALIDATION_ERROR"],
    [
      "whose data is not to be changed",
      () => asked({ editable: false }),
      ada,
      { data: 1 },
      422,
      "VALIDATION_ERROR",
    ],
    [
      "whose data is the input of a node, with data that is none",
      () => asked({ blockId: sendWebRequest.id }),
      ada,
      { data: "something else" },
      422,
      "VALIDATION_ERROR",
    ],
    ["with a field that there is not", () => asked(), ada, { dta: "else" }, 422, "VALIDATION_ERROR"],
  ])("refuse a decision on one %s", async (_what, given, caller, body, status, code) => {
    const id = given();
    const answer = await decide(id, "approve", { digest: await digestOf(id), ...body }, caller);
    expect(answer).toMatchObject({ status, body: { error: { code } } });
    const shown = (await api(ada).get(`${REVIEWS}/${id}`)).body;
    expect(shown).not.toMatchObject({ status: "APPROVED" });
  });
});

describe("the digest of a review", () => {
  const same = { executionId: crypto.randomUUID(), graphId: crypto.randomUUID() };

  it("stands for what is shown, whatever the order of its fields", async () => {
    const shown = asked({ ...same, data: { to: "ada", cc: "bob" } });
    const alike = asked({ ...same, data: { cc: "bob", to: "ada" } });
    expect(await digestOf(shown)).toBe(await digestOf(alike));
  });

  it.each<[string, object]>([
    ["data", { data: { to: "bob" } }],
    ["credentials", { data: { to: "ada", credentials: { id: "1" } } }],
    ["block", { blockId: sendWebRequest.id }],
    ["node", { nodeId: "other" }],
    ["graph", { graphId: crypto.randomUUID() }],
    ["version of the graph", { graphVersion: 2 }],
    ["execution", { executionId: crypto.randomUUID() }],
  ])("is another one for another %s, and decides on nothing else", async (_what, change) => {
    const id = asked(same);
    const digest = await digestOf(asked({ ...same, ...change }));
    expect(await decide(id, "approve", { digest })).toMatchObject({ status: 409 });
    expect(await decide(id, "approve", { digest: await digestOf(id) })).toMatchObject({ status: 200 });
  });
});

describe("POST /api/v2/events", () => {
  it("sends an event in the caller's name, with an id of its own when none is given", async () => {
    const first = await api(ada).post("/api/v2/events", {
      name: "paid",
      payload: { order: 7 },
      id: "order-7",
    });
    expect(first).toMatchObject({ status: 202, body: { id: "order-7" } });
    const second = await api(ada).post("/api/v2/events", { name: "paid" });
    expect(engine.signals.slice(-2)).toEqual([
      { userId: owner.id, id: "order-7", name: "paid", payload: { order: 7 } },
      { userId: owner.id, id: textOf(second, "id"), name: "paid", payload: null },
    ]);
  });

  it("sends one event for one Idempotency-Key", async () => {
    const send = () =>
      api(ada).post("/api/v2/events", { name: "keyed" }, { "Idempotency-Key": "keyed event" });
    const first = await send();
    const second = await send();
    expect(second).toMatchObject({ status: 202, body: first.body });
    expect(engine.signals.filter(({ name }) => name === "keyed")).toHaveLength(1);
  });
});
