import { Receiver } from "@upstash/qstash";
import { expect, it } from "vitest";
import { aClock, world } from "./qstash-world.ts";

it("delivers a published message with its headers, a message id and a signature that the receiver accepts", async () => {
  const { client, receiver, destination, qstash } = await world();
  const url = `${destination.url}/hook?x=1&y=a%20b`;
  const { messageId } = await client.publishJSON({
    url,
    body: { hello: "wörld" },
    headers: { "My-Header": "mine" },
  });
  await qstash.idle();

  const [got] = destination.received;
  expect(got).toMatchObject({
    path: "/hook?x=1&y=a%20b",
    method: "POST",
    body: '{"hello":"wörld"}',
    headers: {
      "content-type": "application/json",
      "my-header": "mine",
      "user-agent": "Upstash-QStash",
      "upstash-message-id": messageId,
      "upstash-retried": "0",
      "upstash-caller-ip": "127.0.0.1",
    },
  });
  const signature = String(got?.headers["upstash-signature"]);
  await expect(receiver.verify({ signature, body: got?.body ?? "", url })).resolves.toBe(true);
  await expect(receiver.verify({ signature, body: "another", url })).rejects.toThrow("body hash");
  await expect(receiver.verify({ signature, body: got?.body ?? "", url: `${url}2` })).rejects.toThrow(
    "subject",
  );
  expect(qstash.counters()).toMatchObject({ published: 1, delivered: 1, attempts: 1, failed: 0 });
});

it("signs as the real one: issuer, five minutes of life, a padded hash of the body", async () => {
  const { client, destination, qstash } = await world();
  await client.publish({ url: destination.url, body: "x" });
  await qstash.idle();
  const [header, payload] = String(destination.received[0]?.headers["upstash-signature"])
    .split(".")
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, "base64url").toString()));
  expect(header).toEqual({ alg: "HS256", typ: "JWT" });
  expect(payload).toMatchObject({
    iss: "Upstash",
    sub: destination.url,
    exp: payload.iat + 300,
    nbf: payload.iat,
  });
  expect(payload.jti).toMatch(/^jwt_/);
  expect(payload.body).toMatch(/^[\w-]{43}=$/);
});

it("signs with the next key after a rotation, which a receiver with the old pair accepts", async () => {
  const { client, receiver, destination, qstash, send } = await world({
    signingKeys: { current: "sig_one", next: "sig_two" },
  });
  expect(await (await send("GET", "/v2/keys")).json()).toEqual({ current: "sig_one", next: "sig_two" });
  const rotated = await (await send("POST", "/v2/keys/rotate")).json();
  expect(rotated).toEqual({ current: "sig_two", next: qstash.nextSigningKey });
  await client.publish({ url: destination.url, body: "x" });
  await qstash.idle();
  const signature = String(destination.received[0]?.headers["upstash-signature"]);
  await expect(receiver.verify({ signature, body: "x" })).resolves.toBe(true);
  const outdated = new Receiver({ currentSigningKey: "sig_zero", nextSigningKey: "sig_one" });
  await expect(outdated.verify({ signature, body: "x" })).rejects.toThrow("signature");
});

it("sends the method and the bytes that were published", async () => {
  const { client, destination, qstash } = await world();
  await client.publish({ url: destination.url, method: "PUT", body: "put" });
  await client.publish({ url: destination.url, method: "GET" });
  await qstash.idle();
  expect(destination.received.map(({ method, body }) => [method, body])).toEqual([
    ["PUT", "put"],
    ["GET", ""],
  ]);
  const bytes = new Uint8Array([0, 255, 128, 10]);
  await fetch(`${qstash.url}/v2/publish/${destination.url}`, {
    method: "POST",
    headers: { authorization: `Bearer ${qstash.token}`, "upstash-delay": "1h" },
    body: bytes,
  });
  const { logs } = await client.logs({ filter: { state: "CREATED" }, count: 1 });
  expect(await client.messages.get(String(logs[0]?.messageId))).toMatchObject({
    bodyBase64: Buffer.from(bytes).toString("base64"),
  });
});

it("publishes a batch to URLs and queues, and answers for each, the refused ones too", async () => {
  const { client, destination, qstash } = await world();
  const answers = await client.batch([
    { url: destination.url, body: "1" },
    { url: destination.url, body: "2", queueName: "line" },
    { url: destination.url, body: "3", headers: { "Upstash-Delay": "soon" } },
    { url: destination.url, body: "4", deduplicationId: "same" },
    { url: destination.url, body: "5", deduplicationId: "same" },
  ]);
  await qstash.idle();
  expect(answers).toEqual([
    { messageId: expect.stringMatching(/^msg_/) },
    { messageId: expect.any(String) },
    { error: "invalid Upstash-Delay: soon" },
    { messageId: expect.any(String) },
    { messageId: Reflect.get(answers[3] ?? {}, "messageId"), deduplicated: true },
  ]);
  expect(destination.bodies().sort()).toEqual(["1", "2", "4"]);
  expect(qstash.counters()).toMatchObject({ published: 3, deduplicated: 1 });
});

it("waits for the delay and for not-before, which comes first", async () => {
  const clock = aClock();
  const { client, destination, qstash } = await world({ clock });
  await client.publish({ url: destination.url, body: "delayed", delay: "1m" });
  const { messageId } = await client.publish({
    url: destination.url,
    body: "not before",
    delay: "1m",
    notBefore: Math.ceil(clock.now() / 1000) + 120,
  });
  await qstash.idle();
  expect(destination.bodies()).toEqual([]);
  expect((await client.messages.get(messageId)).notBefore).toBeGreaterThan(clock.now() + 119_000);
  clock.advance(60_000);
  await qstash.idle();
  expect(destination.bodies()).toEqual(["delayed"]);
  clock.advance(61_000);
  await qstash.idle();
  expect(destination.bodies()).toEqual(["delayed", "not before"]);
});

it("answers a repeated deduplication id with the first message for ten minutes", async () => {
  const clock = aClock();
  const { client, destination, qstash } = await world({ clock });
  const publish = (body: string) => client.publish({ url: destination.url, body, deduplicationId: "once" });
  const first = await publish("a");
  expect(await publish("b")).toEqual({ ...first, deduplicated: true });
  clock.advance(10 * 60_000 - 1);
  expect(await publish("c")).toMatchObject({ deduplicated: true });
  clock.advance(1);
  const again = await publish("d");
  expect(again).not.toHaveProperty("deduplicated");
  expect(again.messageId).not.toBe(first.messageId);
  await qstash.idle();
  expect(destination.bodies()).toEqual(["a", "d"]);
});

it("tells contents apart by destination, body and forwarded headers", async () => {
  const { client, destination, qstash } = await world();
  const publish = (body: string, path = "/", headers = {}) =>
    client.publish({ url: `${destination.url}${path}`, body, headers, contentBasedDeduplication: true });
  await publish("a");
  await publish("a");
  await publish("b");
  await publish("a", "/other");
  await publish("a", "/", { "X-Header": "1" });
  await qstash.idle();
  expect(qstash.counters()).toMatchObject({ published: 4, deduplicated: 1, delivered: 4 });
});

it("publishes to every endpoint of a URL group", async () => {
  const { client, destination, qstash } = await world();
  const endpoints = ["a", "b"].map((name) => ({ name, url: `${destination.url}/${name}` }));
  await client.urlGroups.addEndpoints({ name: "group", endpoints });
  expect((await client.urlGroups.get("group")).endpoints).toEqual(endpoints);
  const answers = await client.publish({ urlGroup: "group", body: "x" });
  expect(answers).toMatchObject(endpoints.map(({ url }) => ({ url })));
  await qstash.idle();
  expect(destination.received.map(({ path }) => path).sort()).toEqual(["/a", "/b"]);
  expect(destination.received[0]?.headers["upstash-topic-name"]).toBe("group");
  await client.urlGroups.removeEndpoints({ name: "group", endpoints: [{ name: "a" }] });
  expect(await client.urlGroups.list()).toMatchObject([{ name: "group", endpoints: [{ name: "b" }] }]);
  await client.urlGroups.delete("group");
  await expect(client.urlGroups.get("group")).rejects.toThrow("not found");
});

it("shows a pending message, with redacted fields hidden, and cancels it", async () => {
  const { client, destination, qstash } = await world();
  const { messageId } = await client.publish({
    url: destination.url,
    body: "planted secret",
    delay: "1h",
    headers: { "X-Secret": "planted secret", "X-Open": "seen" },
    label: ["one", "two"],
    retries: 2,
    redact: { body: true, header: ["X-Secret"] },
  });
  const message = await client.messages.get(messageId);
  expect(message).toMatchObject({
    messageId,
    url: destination.url,
    maxRetries: 2,
    labels: ["one", "two"],
    header: { "X-Open": ["seen"], "X-Secret": [expect.stringMatching(/^REDACTED:[0-9a-f]{64}$/)] },
  });
  expect(JSON.stringify(message)).not.toContain("planted");
  await client.publish({ url: destination.url, body: "kept", delay: "1h" });
  expect(await client.messages.cancel(messageId)).toEqual({ cancelled: 1 });
  await expect(client.messages.get(messageId)).rejects.toThrow("not found");
  expect(await client.messages.cancel({ filter: { label: "one" } })).toEqual({ cancelled: 0 });
  expect(await client.messages.cancel({ all: true })).toEqual({ cancelled: 1 });
  await qstash.idle();
  expect(destination.received).toEqual([]);
  expect((await client.logs({ messageIds: [messageId] })).logs.map(({ state }) => state)).toEqual([
    "CANCELED",
    "CANCEL_REQUESTED",
    "CREATED",
  ]);
});

it("pages through the logs, newest first, and filters them", async () => {
  const { client, destination, qstash } = await world();
  for (const body of ["1", "2", "3"]) await client.publish({ url: `${destination.url}/${body}`, body });
  await qstash.idle();
  const first = await client.logs({ count: 4 });
  const rest = await client.logs({ count: 100, cursor: first.cursor ?? "" });
  const all = [...first.logs, ...rest.logs];
  expect(all.map(({ state }) => state).sort()).toEqual(
    ["ACTIVE", "CREATED", "DELIVERED"].flatMap((state) => [state, state, state]),
  );
  expect(all.map(({ time }) => time)).toEqual(all.map(({ time }) => time).sort((a, b) => b - a));
  const { logs } = await client.logs({ filter: { url: `${destination.url}/2`, state: "DELIVERED" } });
  expect(logs).toHaveLength(1);
});

it.each<[string, string, Record<string, string>, number, string]>([
  ["a wrong token", "POST /v2/publish/http://x.test", { authorization: "Bearer no" }, 401, "token"],
  ["a destination without a scheme", "POST /v2/publish/ftp://x.test", {}, 400, "add http:// or https://"],
  ["an unknown URL group", "POST /v2/publish/nobody", {}, 404, "nobody"],
  [
    "a negative number of retries",
    "POST /v2/publish/http://x.test",
    { "upstash-retries": "-1" },
    400,
    "Retries",
  ],
  ["a delay without a unit", "POST /v2/publish/http://x.test", { "upstash-delay": "5" }, 400, "Delay"],
  ["a method of its own", "POST /v2/publish/http://x.test", { "upstash-method": "BREW" }, 400, "method"],
  [
    "a retry delay that calls home",
    "POST /v2/publish/http://x.test",
    { "upstash-retry-delay": "exit(1)" },
    400,
    "retry",
  ],
  [
    "a callback that is no URL",
    "POST /v2/publish/http://x.test",
    { "upstash-callback": "back" },
    400,
    "back",
  ],
  [
    "flow control without limits",
    "POST /v2/publish/http://x.test",
    { "upstash-flow-control-key": "k" },
    400,
    "flow",
  ],
  ["a queue with a space in its name", "POST /v2/enqueue/a%20b/http://x.test", {}, 400, "queue"],
  ["a batch that is no list", "POST /v2/batch", {}, 400, "body"],
  ["an unknown message", "GET /v2/messages/msg_none", {}, 404, "msg_none"],
  ["an unknown dead letter", "DELETE /v2/dlq/1-1", {}, 404, "1-1"],
  ["an unknown queue", "GET /v2/queues/none", {}, 404, "none"],
  ["a schedule without a cron", "POST /v2/schedules/http://x.test", {}, 400, "Upstash-Cron"],
  ["a cron of nonsense", "POST /v2/schedules/http://x.test", { "upstash-cron": "every day" }, 400, "cron"],
  [
    "an unknown time zone",
    "POST /v2/schedules/http://x.test",
    { "upstash-cron": "CRON_TZ=Moon/Base * * * * *" },
    400,
    "cron",
  ],
  ["a path of no route", "GET /v3/messages", {}, 404, "no route"],
])("refuses %s", async (_what, request, headers, status, part) => {
  const { send } = await world();
  const [method = "", path = ""] = request.split(" ");
  const response = await send(method, path, headers, method === "POST" ? "{}" : null);
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ error: expect.stringContaining(part) });
});
