import { afterAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { follow, followThrough, poll, stream } from "./follow.ts";
import { requestChain, startOutside, startPlatform } from "./platform.ts";
import { logOf } from "./rows.ts";

const SOCKETS = Number(process.env["SOCKETS"] ?? 1000);
/** Each of these comes back, one by one, after a kill. */
const CUT_SOCKETS = Number(process.env["CUT_SOCKETS"] ?? 150);

const outside = await startOutside(100);
const platform = await startPlatform({ env: { EGRESS_ALLOW: "127.0.0.1", LEASE_MS: "3000" } });
afterAll(async () => {
  await platform.stop();
  outside.stop();
});

const graph = await platform.graph(requestChain(5, outside.url));

const seqsOf = (events: readonly { seq: number }[]) => events.map(({ seq }) => seq);
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

describe("the log of a run", () => {
  it(`reaches ${SOCKETS} sockets whole and in order`, async () => {
    outside.close();
    const id = await platform.start(graph, { x: "many" });
    const followers: ReturnType<typeof follow>[] = [];
    while (followers.length < SOCKETS) {
      const wave = Array.from({ length: 50 }, () => follow(platform, id));
      await Promise.all(wave.map(({ subscribed }) => subscribed));
      followers.push(...wave);
    }
    outside.open();
    const logs = await Promise.all(followers.map(({ events }) => events));
    const seqs = seqsOf(logs[0] ?? []);
    expect(seqs).toEqual(upTo(seqs.length));
    for (const log of logs) expect(seqsOf(log)).toEqual(seqs);
  }, 90_000);

  it(`reaches ${CUT_SOCKETS} sockets whole though the worker is killed twice in the middle (E4)`, async () => {
    outside.close();
    const id = await platform.start(graph, { x: "killed" });
    const followers = Array.from({ length: CUT_SOCKETS }, () => followThrough(platform, id));
    for (let kill = 0; kill < 2; kill += 1) {
      await follow(platform, id).subscribed;
      outside.open();
      await new Promise((resolve) => setTimeout(resolve, 150));
      outside.close();
      platform.stack.worker.kill("SIGKILL");
      await again(() => follow(platform, id).subscribed);
    }
    outside.open();
    const heard = await Promise.all(followers);
    const whole = seqsOf(await logOf(platform, id));
    expect(whole).toEqual(upTo(whole.length));
    for (const { events, cuts } of heard) {
      expect(seqsOf(events)).toEqual(whole);
      expect(cuts).toBeGreaterThan(0);
    }
  }, 120_000);

  it("is the same over socket, server-sent events and polling, from any cursor (E4)", async () => {
    const id = await platform.start(graph, { x: "same" });
    const whole = await follow(platform, id).events;
    expect(seqsOf(whole)).toEqual(upTo(whole.length));
    for (let cursor = 0; cursor < whole.length; cursor += 1) {
      // Now and then the object is thrown out of memory.
      if (cursor % 5 === 4) await platform.stack.worker.restart();
      const rest = whole.slice(cursor);
      expect(await follow(platform, id, cursor).events).toEqual(rest);
      expect(await stream(platform, id, cursor)).toEqual(rest);
      expect((await poll(platform, id, cursor)).events).toEqual(rest);
    }
  }, 90_000);

  it("continues on another transport where a socket was cut, also after the worker was killed", async () => {
    const id = await platform.start(graph, { x: "cut" });
    const before = await follow(platform, id, 0, ({ seq }) => seq === 7).events;
    platform.stack.worker.kill("SIGKILL");
    await platform.ended(id, 60_000);
    const after = await stream(platform, id, 7);
    expect(seqsOf([...before.slice(0, 7), ...after])).toEqual(upTo(7 + after.length));
    expect(after.at(-1)?.type).toBe("execution.completed");
  }, 90_000);

  it("is nobody else's: a socket of another user hears that there is no such execution", async () => {
    const socket = new WebSocket(`${platform.stack.origin.replace("http", "ws")}/ws?token=agpt_wrong`);
    const code = await new Promise((closed) => socket.on("close", closed));
    expect(code).toBe(4003);
  });
});

/** The worker may be on its way back. */
async function again<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < 50; tries += 1) {
    try {
      return await attempt();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return attempt();
}
