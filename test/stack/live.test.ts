import { afterAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { follow, followThrough, TRANSPORTS } from "./follow.ts";
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

/** How old events were when sockets that followed heard them. */
function agesOf(ages: readonly number[]): string {
  const sorted = ages.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1];
  return `${sorted.length} events heard: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${sorted.at(-1)} ms old`;
}

describe("the log of a run", () => {
  it(`reaches ${SOCKETS} sockets whole and in order`, async ({ annotate }) => {
    outside.close();
    const id = await platform.start(graph, { x: "many" });
    const followers: ReturnType<typeof follow>[] = [];
    const ages: number[] = [];
    while (followers.length < SOCKETS) {
      const wave = Array.from({ length: 50 }, () =>
        follow(platform, id, { aged: (ms) => void ages.push(ms) }),
      );
      await Promise.all(wave.map(({ subscribed }) => subscribed));
      followers.push(...wave);
    }
    outside.open();
    const logs = await Promise.all(followers.map(({ events }) => events));
    const seqs = seqsOf(logs[0] ?? []);
    expect(seqs).toEqual(upTo(seqs.length));
    for (const log of logs) expect(seqsOf(log)).toEqual(seqs);
    await annotate(agesOf(ages));
  }, 90_000);

  it(`reaches ${CUT_SOCKETS} sockets whole though the worker is killed twice in the middle (E4)`, async ({
    annotate,
  }) => {
    outside.close();
    const id = await platform.start(graph, { x: "killed" });
    const ages: number[] = [];
    const followers = Array.from({ length: CUT_SOCKETS }, () =>
      followThrough(platform, id, (ms) => void ages.push(ms)),
    );
    for (let kill = 0; kill < 2; kill += 1) {
      await again(() => follow(platform, id).subscribed);
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
    await annotate(agesOf(ages));
  }, 120_000);

  it("continues after any event on any transport, from any, though its object was thrown out of memory (E4)", async () => {
    const length = (await follow(platform, await platform.start(graph, { x: "whole" })).events).length;
    // Run k stands still once each of its clients has hung up after event k.
    const cut = await Promise.all(
      upTo(length - 1).map(async (last) => {
        const id = await platform.start(graph, { x: last });
        const heard = await overEach((follow) => follow(platform, id, { until: ({ seq }) => seq >= last }));
        outside.close(id);
        return { id, last, heard };
      }),
    );
    await platform.stack.worker.restart();
    const resumed = cut.map(({ id, last }) => overEach((follow) => follow(platform, id, { after: last })));
    await Promise.all(cut.map(({ id, last }) => follow(platform, id, { after: last }).subscribed));
    outside.open();
    for (const [index, { id, last, heard }] of cut.entries()) {
      const whole = await TRANSPORTS["server-sent events"]?.(platform, id);
      expect(seqsOf(whole ?? [])).toEqual(upTo(whole?.length ?? 0));
      for (const [from, before] of heard) {
        expect(before).toHaveLength(last);
        for (const [to, after] of (await resumed[index]) ?? [])
          expect([...before, ...after], `after event ${last} from ${from} to ${to}`).toEqual(whole);
      }
    }
  }, 120_000);

  it("is nobody else's: a socket of another user hears that there is no such execution", async () => {
    const socket = new WebSocket(`${platform.stack.origin.replace("http", "ws")}/ws?token=agpt_wrong`);
    const code = await new Promise((closed) => socket.on("close", closed));
    expect(code).toBe(4003);
  });
});

type Transport = (typeof TRANSPORTS)[string];

/** The same over each transport at once. */
async function overEach<T>(ask: (transport: Transport) => Promise<T>): Promise<[name: string, answer: T][]> {
  return Promise.all(
    Object.entries(TRANSPORTS).map(
      async ([name, transport]): Promise<[string, T]> => [name, await ask(transport)],
    ),
  );
}

/** The worker may be on its way back. */
async function again<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      return await attempt();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  return attempt();
}
