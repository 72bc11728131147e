import { expect, it } from "vitest";
import { aClock, aGate, world } from "./qstash-world.ts";

it("delivers a queue one message at a time, in order, over the retries of the first", async () => {
  const { client, destination, qstash } = await world();
  destination.answer(({ body }, nth) => ({ status: body === "1" && nth < 3 ? 500 : 200 }));
  const queue = client.queue({ queueName: "line" });
  for (const body of ["1", "2", "3"]) await queue.enqueue({ url: destination.url, body, retryDelay: "5" });
  await destination.arrived(5);
  await qstash.idle();
  expect(destination.bodies()).toEqual(["1", "1", "1", "2", "3"]);
});

it("goes on with the queue after a failure, when its failure callback has ended", async () => {
  const { client, destination, qstash } = await world();
  const callback = aGate();
  destination.answer(({ path }) =>
    path === "/bad" ? { status: 500 } : path === "/failed" ? { until: callback.opened } : {},
  );
  const queue = client.queue({ queueName: "line" });
  await queue.enqueue({
    url: `${destination.url}/bad`,
    retries: 0,
    failureCallback: `${destination.url}/failed`,
  });
  await queue.enqueue({ url: `${destination.url}/next` });
  await destination.arrived(2);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(destination.received.map(({ path }) => path)).toEqual(["/bad", "/failed"]);
  expect((await queue.get()).lag).toBe(1);
  callback.open();
  await destination.arrived(3);
  await qstash.idle();
  expect(qstash.counters()).toMatchObject({ delivered: 2, failed: 1 });
});

it("delivers as many at once as the queue allows, and nothing while it is paused", async () => {
  const { client, destination, qstash } = await world();
  const gate = aGate();
  destination.answer(() => ({ until: gate.opened }));
  const queue = client.queue({ queueName: "wide" });
  await queue.upsert({ parallelism: 2, paused: true });
  for (const body of ["1", "2", "3"]) await queue.enqueue({ url: destination.url, body });
  await qstash.idle();
  expect(destination.received).toEqual([]);
  expect(await queue.get()).toMatchObject({ name: "wide", parallelism: 2, paused: true, lag: 3 });
  await queue.resume();
  await destination.arrived(2);
  expect(destination.bodies().sort()).toEqual(["1", "2"]);
  gate.open();
  await destination.arrived(3);
  await qstash.idle();
  await queue.pause();
  expect(await queue.list()).toMatchObject([{ name: "wide", paused: true, lag: 0 }]);
});

it("forgets a deleted queue and its messages", async () => {
  const { client, destination, qstash } = await world();
  const queue = client.queue({ queueName: "gone" });
  await queue.upsert({ paused: true });
  const { messageId } = await queue.enqueue({ url: destination.url, body: "x" });
  await queue.delete();
  await expect(queue.get()).rejects.toThrow("not found");
  await expect(client.messages.get(messageId)).rejects.toThrow("not found");
  await queue.enqueue({ url: destination.url, body: "y" });
  await qstash.idle();
  expect(destination.bodies()).toEqual(["y"]);
});

it("gives the turn of a canceled message to the next", async () => {
  const { client, destination, qstash } = await world();
  const queue = client.queue({ queueName: "line" });
  const gate = aGate();
  destination.answer(({ body }) => ({ status: body === "1" ? 500 : 200, until: gate.opened }));
  const first = await queue.enqueue({ url: destination.url, body: "1", retryDelay: "60000" });
  const second = await queue.enqueue({ url: destination.url, body: "2" });
  await queue.enqueue({ url: destination.url, body: "3" });
  gate.open();
  await qstash.idle();
  await client.messages.cancel([first.messageId, second.messageId]);
  await qstash.idle();
  expect(destination.bodies()).toEqual(["1", "3"]);
});

it("keeps to the parallelism of a flow-control key, whatever the destination", async () => {
  const { client, destination, qstash } = await world();
  const gate = aGate();
  destination.answer(() => ({ until: gate.opened }));
  const flowControl = { key: "user/1", parallelism: 2 };
  for (const path of ["/a", "/b", "/c", "/d", "/e"]) {
    await client.publish({ url: `${destination.url}${path}`, flowControl });
  }
  await client.publish({ url: `${destination.url}/free` });
  await destination.arrived(3);
  expect(await client.flowControl.get("user/1")).toMatchObject({
    parallelismMax: 2,
    parallelismCount: 2,
    waitListSize: 3,
  });
  expect(await client.flowControl.getGlobalParallelism()).toMatchObject({ parallelismCount: 3 });
  gate.open();
  await qstash.idle();
  expect(destination.received).toHaveLength(6);
  expect(await client.flowControl.get("user/1")).toMatchObject({ parallelismCount: 0, waitListSize: 0 });
});

it("keeps to the rate of a flow-control key in each period", async () => {
  const clock = aClock();
  const { client, destination, qstash } = await world({ clock });
  const flowControl = { key: "slow", rate: 2, period: "1m" } as const;
  for (const body of ["1", "2", "3", "4", "5"])
    await client.publish({ url: destination.url, body, flowControl });
  await qstash.idle();
  expect(destination.bodies()).toEqual(["1", "2"]);
  expect(await client.flowControl.get("slow")).toMatchObject({
    rateMax: 2,
    rateCount: 2,
    ratePeriod: 60,
    waitListSize: 3,
  });
  clock.advance(59_999);
  await qstash.idle();
  expect(destination.bodies()).toEqual(["1", "2"]);
  clock.advance(1);
  await qstash.idle();
  expect(destination.bodies()).toEqual(["1", "2", "3", "4"]);
  await client.flowControl.resetRate("slow");
  await qstash.idle();
  expect(destination.bodies()).toEqual(["1", "2", "3", "4", "5"]);
});

it("pauses and pins a flow-control key", async () => {
  const clock = aClock();
  const { client, destination, qstash } = await world({ clock });
  const publish = (body: string) =>
    client.publish({ url: destination.url, body, flowControl: { key: "k", parallelism: 9, rate: 9 } });
  await client.flowControl.pause("k");
  await publish("1");
  await publish("2");
  await qstash.idle();
  expect(destination.bodies()).toEqual([]);
  expect(await client.flowControl.get("k")).toMatchObject({ isPaused: true, waitListSize: 2 });
  await client.flowControl.pin("k", { parallelism: 3, rate: 1, period: 60 });
  await client.flowControl.resume("k");
  await qstash.idle();
  expect(destination.bodies()).toEqual(["1"]);
  expect(await client.flowControl.get("k")).toMatchObject({
    isPinnedParallelism: true,
    isPinnedRate: true,
    parallelismMax: 3,
    rateMax: 1,
  });
  await client.flowControl.unpin("k", { parallelism: true, rate: true });
  await publish("3");
  await qstash.idle();
  expect(destination.bodies()).toEqual(["1", "2", "3"]);
});

it("lets go of the place of a canceled message that was waiting", async () => {
  const { client, destination, qstash } = await world();
  const gate = aGate();
  destination.answer(() => ({ until: gate.opened }));
  const publish = (body: string) =>
    client.publish({ url: destination.url, body, flowControl: { key: "k", parallelism: 1 } });
  await publish("1");
  const { messageId } = await publish("2");
  await publish("3");
  await destination.arrived(1);
  await client.messages.cancel(messageId);
  gate.open();
  await qstash.idle();
  expect(destination.bodies()).toEqual(["1", "3"]);
});

it("limits how many attempts are under way at once", async () => {
  const { client, destination, qstash } = await world({ parallelism: 3 });
  const gate = aGate();
  destination.answer(() => ({ until: gate.opened }));
  await client.batch(Array.from({ length: 10 }, (_, n) => ({ url: destination.url, body: `${n}` })));
  await destination.arrived(3);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(destination.bodies()).toEqual(["0", "1", "2"]);
  gate.open();
  await qstash.idle();
  expect(destination.received).toHaveLength(10);
});
