import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { Records } from "../../local/qstash/records.ts";
import { Store } from "../../local/qstash/store.ts";
import { startQstash } from "../../local/qstash.ts";
import { type Answer, aClient, aClock, aDestination, aGate, world } from "./qstash-world.ts";

const BatchAnswer = z.array(z.object({ messageId: z.string() }));

function aFile(): string {
  const directory = mkdtempSync(join(tmpdir(), "qstash-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return join(directory, "state", "qstash.sqlite");
}

/** The emulator in a process of its own, which only SIGKILL ends. */
async function anEmulatorProcess(file: string) {
  const module = new URL("../../local/qstash.ts", import.meta.url);
  const script = `
    import { startQstash } from ${JSON.stringify(module.href)};
    const { url, token } = await startQstash({ file: ${JSON.stringify(file)} });
    console.log(JSON.stringify({ url, token }));`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  onTestFinished(() => void child.kill("SIGKILL"));
  const address = await new Promise<{ url: string; token: string }>((resolve) =>
    child.stdout.once("data", (line: Buffer) => resolve(JSON.parse(line.toString()))),
  );
  return {
    ...address,
    kill: () => {
      child.kill("SIGKILL");
      return ended;
    },
  };
}

it("delivers after a restart what was pending: delayed, retried and under way, with the same token and keys", async () => {
  const clock = aClock();
  const { client, destination, qstash, receiver, start } = await world({ file: aFile(), clock });
  const gate = aGate();
  const answers: Record<string, Answer> = { retried: { status: 500 }, "under way": { until: gate.opened } };
  destination.answer(({ body }) => answers[body] ?? {});
  await client.publish({ url: destination.url, body: "delayed", delay: "1m" });
  await client.publish({ url: destination.url, body: "retried", retryDelay: "60000" });
  await client.publish({ url: destination.url, body: "done" });
  await qstash.idle();
  await client.publish({ url: destination.url, body: "under way" });
  await destination.arrived(3);
  await qstash.stop();
  gate.open();
  destination.received.length = 0;
  destination.answer(() => ({}));

  const restarted = await start();
  expect(restarted).toMatchObject({ token: qstash.token, currentSigningKey: qstash.currentSigningKey });
  await restarted.idle();
  expect(destination.bodies()).toEqual(["under way"]);
  clock.advance(60_000);
  await restarted.idle();
  expect(destination.bodies().sort()).toEqual(["delayed", "retried", "under way"]);
  const retried = destination.received.find(({ body }) => body === "retried");
  expect(retried?.headers["upstash-retried"]).toBe("1");
  const signature = String(retried?.headers["upstash-signature"]);
  await expect(receiver.verify({ signature, body: "retried", clockTolerance: 90 })).resolves.toBe(true);
});

it("keeps queues, their order and pauses, flow control, groups, dead letters, logs and deduplication over a restart", async () => {
  const file = aFile();
  const { client, destination, qstash, start } = await world({ file });
  const queue = client.queue({ queueName: "line" });
  await queue.pause();
  for (const body of ["1", "2", "3"]) await queue.enqueue({ url: destination.url, body });
  await client.flowControl.pin("k", { parallelism: 7 });
  await client.urlGroups.addEndpoints({ name: "group", endpoints: [{ url: destination.url }] });
  destination.answer(() => ({ status: 500 }));
  const dead = await client.publish({ url: destination.url, body: "dead", retries: 0, deduplicationId: "d" });
  await qstash.idle();
  await qstash.stop();
  destination.answer(() => ({}));
  destination.received.length = 0;

  const restarted = await start();
  const again = aClient(restarted);
  expect(await again.queue({ queueName: "line" }).get()).toMatchObject({ paused: true, lag: 3 });
  expect(await again.flowControl.get("k")).toMatchObject({ parallelismMax: 7, isPinnedParallelism: true });
  expect(await again.urlGroups.get("group")).toMatchObject({ endpoints: [{ url: destination.url }] });
  expect((await again.dlq.listMessages()).messages).toMatchObject([{ messageId: dead.messageId }]);
  expect((await again.logs({ filter: { state: "FAILED" } })).logs).toMatchObject([
    { messageId: dead.messageId },
  ]);
  expect(await again.publish({ url: destination.url, deduplicationId: "d" })).toMatchObject({
    messageId: dead.messageId,
  });
  await again.queue({ queueName: "line" }).resume();
  await restarted.idle();
  expect(destination.bodies()).toEqual(["1", "2", "3"]);
});

it("loses nothing it acknowledged to a SIGKILL in the middle of publishing and of delivering", async () => {
  const file = aFile();
  const destination = await aDestination();
  // It never answers before the kill, so that no message may count as delivered.
  const gate = aGate();
  destination.answer(() => ({ until: gate.opened }));
  const { url, token, kill } = await anEmulatorProcess(file);
  const acknowledged: string[] = [];
  const publishUntilKilled = async () => {
    for (;;) {
      const response = await fetch(`${url}/v2/batch`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify([{ destination: destination.url }, { destination: destination.url }]),
      });
      for (const { messageId } of BatchAnswer.parse(await response.json())) acknowledged.push(messageId);
      if (acknowledged.length >= 300) await kill();
    }
  };
  const ends = await Promise.allSettled([1, 2, 3, 4, 5, 6].map(publishUntilKilled));
  expect(ends.map(({ status }) => status)).toEqual(Array(6).fill("rejected"));
  gate.open();
  destination.received.length = 0;

  const restarted = await startQstash({ file });
  onTestFinished(() => restarted.stop());
  await restarted.idle();
  const delivered = new Set(destination.received.map(({ headers }) => headers["upstash-message-id"]));
  expect(acknowledged.length).toBeGreaterThanOrEqual(300);
  expect(acknowledged.filter((id) => !delivered.has(id))).toEqual([]);
});

it("tells the publisher when a write fails, and writes on what else was waiting", async () => {
  const errors: unknown[] = [];
  const store = new Store(":memory:", (error) => errors.push(error));
  const records = new Records<string>(store, "test");
  store.later(() => records.set("waiting", "1"));
  const failed = store.commit(() => {
    records.set("failed", "1");
    throw new Error("disk full");
  });
  await expect(failed).rejects.toThrow("disk full");
  expect([records.list(), errors.length]).toEqual([[], 1]);
  await store.commit(() => records.set("next", "2"));
  expect(records.list()).toEqual(["2", "1"]);
  store.close();
});

it("refuses a file that another process uses", async () => {
  const file = aFile();
  const emulator = await anEmulatorProcess(file);
  await expect(startQstash({ file })).rejects.toThrow("is another process using it?");
  await emulator.kill();
  const after = await startQstash({ file });
  await after.stop();
});
