import { expect, it } from "vitest";
import { retryDelayMs } from "../../local/qstash/backoff.ts";
import { evaluateRetryDelay } from "../../local/qstash/retry-delay.ts";
import { freePort } from "../free-port.ts";
import { aClock, aDestination, world } from "./qstash-world.ts";

it("retries three times by default, after 12 s, 2m28s and 30m8s, then moves the message to the dead letters", async () => {
  const clock = aClock();
  const { client, destination, qstash } = await world({ clock });
  destination.answer(() => ({ status: 500, body: "down" }));
  const { messageId } = await client.publish({ url: destination.url, body: "x" });
  await qstash.idle();
  for (const [attempt, seconds] of [12, 148, 1808].entries()) {
    clock.advance(seconds * 1000 - 1);
    await qstash.idle();
    expect(destination.received).toHaveLength(attempt + 1);
    clock.advance(1);
    await qstash.idle();
    expect(destination.received[attempt + 1]?.headers["upstash-retried"]).toBe(String(attempt + 1));
  }
  const { messages } = await client.dlq.listMessages();
  expect(messages).toMatchObject([{ messageId, responseStatus: 500, responseBody: "down", body: "x" }]);
  expect(qstash.counters()).toMatchObject({ attempts: 4, failed: 1, delivered: 0 });
  await expect(client.messages.get(messageId)).rejects.toThrow("not found");
});

it.each<[string, string, number, number]>([
  ["1000", "a constant", 0, 1000],
  ["1000 * (1 + retried)", "linear", 2, 3000],
  ["pow(2, retried) * 1000", "exponential", 3, 8000],
  ["max(1000, pow(2, retried) * 100)", "nested calls", 1, 1000],
  ["-5 + 2 * 3 - 4 / 2 % 3", "precedence, never below zero", 0, 0],
  ["min(10, floor(sqrt(abs(-17.5))) + round(0.4) + ceil(exp(0)))", "all functions", 0, 5],
])("computes the retry delay %s (%s)", (expression, _what, retried, expected) => {
  expect(evaluateRetryDelay(expression, retried)).toBe(expected);
});

it.each(["", "1 +", "pow(1)", "retried(1)", "constructor(1)", "process", "1; 2", "((((", "1 / 0", "2 2"])(
  "refuses the retry delay expression %j",
  (expression) => {
    expect(() => evaluateRetryDelay(expression, 0)).toThrow(SyntaxError);
  },
);

it.each<[string, Record<string, string>, number]>([
  ["nothing", {}, 500],
  ["seconds", { "Retry-After": "7" }, 7000],
  ["no delay at all", { "Retry-After": "0" }, 0],
  ["a duration", { "X-Ratelimit-Reset": "6m5s" }, 365_000],
  ["a date", { "Retry-After": "Thu, 01 Jan 1970 00:00:30 GMT" }, 20_000],
  ["more than a day", { "Retry-After": "90000" }, 500],
  ["nonsense", { "Retry-After": "later" }, 500],
])("prefers what the destination asks for to the publisher's expression: %s", (_what, headers, expected) => {
  const header = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  expect(retryDelayMs({ retried: 0, retryDelay: "500", header }, 10_000)).toBe(expected);
});

it("caps every backoff at one day", () => {
  const delays = [0, 1, 2, 3, 4, 20].map((retried) => retryDelayMs({ retried, header: {} }, 0) / 1000);
  expect(delays).toEqual([12, 148, 1808, 22026, 86400, 86400]);
  expect(retryDelayMs({ retried: 0, retryDelay: "pow(10, 12)", header: {} }, 0)).toBe(86_400_000);
});

it("retries by the publisher's delay and counts the retries in a header", async () => {
  const { client, destination, qstash } = await world();
  destination.answer((_request, nth) => ({ status: nth < 3 ? 503 : 200 }));
  await client.publish({ url: destination.url, body: "x", retries: 5, retryDelay: "10 * retried" });
  await destination.arrived(3);
  await qstash.idle();
  expect(destination.received.map(({ headers }) => headers["upstash-retried"])).toEqual(["0", "1", "2"]);
  expect(qstash.counters()).toMatchObject({ attempts: 3, delivered: 1, failed: 0 });
});

it("counts a refused connection as a failed attempt, and delivers once the destination is back", async () => {
  const { client, qstash, logged } = await world();
  const port = await freePort();
  await client.publish({ url: `http://127.0.0.1:${port}`, body: "x", retries: 1000, retryDelay: "20" });
  await expect.poll(() => qstash.counters().attempts).toBeGreaterThan(2);
  expect(logged[0]).toContain("ECONNREFUSED");
  const back = await aDestination(port);
  await back.arrived(1);
  await qstash.idle();
  expect(back.bodies()).toEqual(["x"]);
  expect(qstash.counters()).toMatchObject({ delivered: 1, failed: 0 });
});

it("keeps a refused connection's error with the dead letter", async () => {
  const { client, qstash } = await world();
  await client.publish({ url: `http://127.0.0.1:${await freePort()}`, body: "x", retries: 0 });
  await qstash.idle();
  expect((await client.dlq.listMessages()).messages[0]).toMatchObject({
    responseStatus: 0,
    responseBody: expect.stringContaining("ECONNREFUSED"),
  });
});

it("gives up on an attempt after the timeout", async () => {
  const { client, destination, qstash, send } = await world();
  destination.answer(() => ({ until: new Promise((resolve) => setTimeout(resolve, 200)) }));
  const headers = { "upstash-timeout": "30ms", "upstash-retries": "0" };
  await send("POST", `/v2/publish/${destination.url}`, headers, "x");
  await qstash.idle();
  expect((await client.dlq.listMessages()).messages[0]?.responseBody).toBe("no answer within 30 ms");
});

it.each<[string, Record<string, string>, number]>([
  ["with the header", { "Upstash-NonRetryable-Error": "true" }, 1],
  ["without the header", {}, 3],
])("takes 489 for final %s only", async (_what, headers, attempts) => {
  const { client, destination, qstash } = await world();
  destination.answer(() => ({ status: 489, headers }));
  await client.publish({ url: destination.url, body: "poison", retries: 2, retryDelay: "0" });
  await expect.poll(() => qstash.counters().failed).toBe(1);
  expect(destination.received).toHaveLength(attempts);
});

it("tells the callback every answer: its status, headers and body in base64, and what it answers to", async () => {
  const { client, receiver, destination, qstash } = await world();
  destination.answer(({ path }, nth) =>
    path === "/back" ? {} : { status: nth === 1 ? 500 : 201, body: "réponse" },
  );
  const { messageId } = await client.publish({
    url: `${destination.url}/to`,
    body: "question",
    callback: `${destination.url}/back`,
    retries: 1,
    retryDelay: "1",
    headers: { "X-Mine": "1", "Upstash-Callback-Forward-X-Back": "yes", "Upstash-Callback-Method": "PUT" },
  });
  await destination.arrived(4);
  await qstash.idle();
  const backs = destination.received.filter(({ path }) => path === "/back");
  expect(backs.map(({ body }) => [JSON.parse(body).status, JSON.parse(body).retried])).toEqual([
    [500, 0],
    [201, 1],
  ]);
  expect(JSON.parse(backs[1]?.body ?? "")).toMatchObject({
    header: { Connection: ["keep-alive"] },
    body: Buffer.from("réponse").toString("base64"),
    maxRetries: 1,
    sourceMessageId: messageId,
    url: `${destination.url}/to`,
    method: "POST",
    sourceHeader: { "X-Mine": ["1"] },
    sourceBody: Buffer.from("question").toString("base64"),
    createdAt: expect.any(Number),
    callerIP: "127.0.0.1",
  });
  expect(backs[1]).toMatchObject({
    method: "PUT",
    headers: { "x-back": "yes", "content-type": "application/json" },
  });
  const signature = String(backs[1]?.headers["upstash-signature"]);
  await expect(receiver.verify({ signature, body: backs[1]?.body ?? "" })).resolves.toBe(true);
  expect(qstash.counters()).toMatchObject({ published: 3, delivered: 3 });
});

it("calls the failure callback once, with the id of the dead letter", async () => {
  const { client, destination, qstash } = await world();
  destination.answer(({ path }) => (path === "/failed" ? {} : { status: 500, body: "no" }));
  const failureCallback = `${destination.url}/failed`;
  await client.publish({
    url: `${destination.url}/to`,
    body: "x",
    failureCallback,
    retries: 1,
    retryDelay: "1",
  });
  await destination.arrived(3);
  await qstash.idle();
  const failures = destination.received.filter(({ path }) => path === "/failed");
  expect(failures).toHaveLength(1);
  const { dlqId, status, retried, maxRetries } = JSON.parse(failures[0]?.body ?? "");
  expect({ status, retried, maxRetries }).toEqual({ status: 500, retried: 1, maxRetries: 1 });
  expect((await client.dlq.listMessages({ dlqIds: dlqId })).messages).toMatchObject([
    { dlqId, failureCallback },
  ]);
});

it("lists, gets, retries and deletes dead letters", async () => {
  const { client, destination, qstash, send } = await world();
  destination.answer(() => ({ status: 500 }));
  for (const label of ["a", "a", "b", "c"]) {
    await client.publish({
      url: destination.url,
      body: label,
      label,
      retries: 0,
      headers: { "X-Kept": label },
    });
  }
  await qstash.idle();
  const { messages } = await client.dlq.listMessages();
  expect(messages.map(({ body }) => body).sort()).toEqual(["a", "a", "b", "c"]);
  const page = await client.dlq.listMessages({ count: 3 });
  expect((await client.dlq.listMessages({ cursor: page.cursor ?? "" })).messages).toHaveLength(1);
  const ofA = await client.dlq.listMessages({ filter: { label: "a", responseStatus: [500, 502] } });
  const dlqId = String(ofA.messages[0]?.dlqId);
  expect(await (await send("GET", `/v2/dlq/${dlqId}`)).json()).toMatchObject({ dlqId, body: "a" });

  destination.received.length = 0;
  destination.answer(() => ({}));
  const { responses } = await client.dlq.retry(dlqId);
  await qstash.idle();
  expect(destination.received).toMatchObject([
    {
      body: "a",
      headers: { "x-kept": "a", "upstash-message-id": responses[0]?.messageId, "upstash-retried": "0" },
    },
  ]);
  expect(await client.dlq.retry({ filter: { label: "a" } })).toMatchObject({ responses: [{}] });
  expect(await client.dlq.delete({ filter: { label: "b" } })).toMatchObject({ deleted: 1 });
  expect(await client.dlq.delete({ all: true })).toMatchObject({ deleted: 1 });
  expect((await client.dlq.listMessages()).messages).toEqual([]);
});

it("does not retry a message that was canceled while it was under way", async () => {
  const { client, destination, qstash } = await world();
  const { promise, resolve } = Promise.withResolvers<void>();
  destination.answer(() => ({ status: 500, until: promise }));
  const { messageId } = await client.publish({
    url: destination.url,
    body: "x",
    retries: 3,
    retryDelay: "1",
  });
  await destination.arrived(1);
  await client.messages.cancel(messageId);
  resolve();
  await qstash.idle();
  await new Promise((done) => setTimeout(done, 20));
  expect(destination.received).toHaveLength(1);
  expect(qstash.counters()).toMatchObject({ attempts: 1, failed: 0 });
});
