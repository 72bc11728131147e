import { expect, it } from "vitest";
import { SingleFlight } from "#lib/single-flight.ts";

const PATIENCE_MS = 40;

/** Calls that are answered one by one, in the order in which they were made. */
function service() {
  const calls: PromiseWithResolvers<string>[] = [];
  const newest: (() => boolean)[] = [];
  const flights = new SingleFlight<string>(PATIENCE_MS);
  const kept: Promise<unknown>[] = [];
  const ask = (key: string, now = 0) =>
    flights.do(
      key,
      now,
      (isNewest) => {
        newest.push(isNewest);
        const call = Promise.withResolvers<string>();
        calls.push(call);
        return call.promise;
      },
      (work) => void kept.push(work),
    );
  return { calls, kept, newest, forget: (key: string) => flights.forget(key), ask };
}

it("gives one answer to all who ask while it is made, and calls anew afterwards", async () => {
  const { calls, ask } = service();
  const asked = [ask("a"), ask("a"), ask("b"), ask("a")];
  calls[0]?.resolve("one");
  calls[1]?.resolve("other");
  expect(await Promise.all(asked)).toEqual(["one", "one", "other", "one"]);
  const later = ask("a");
  calls[2]?.resolve("two");
  expect(await later).toBe("two");
});

it("fails for all who wait, and for nobody after them", async () => {
  const { calls, kept, ask } = service();
  const asked = Promise.allSettled([ask("a"), ask("a")]);
  calls[0]?.reject(new Error("away"));
  expect((await asked).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const later = ask("a");
  calls[1]?.resolve("back");
  expect(await later).toBe("back");
  await expect(Promise.all(kept)).resolves.toHaveLength(2);
});

it("does not make anybody wait for a call that began too long ago", async () => {
  const { calls, ask } = service();
  const old = ask("a", 0);
  const young = ask("a", PATIENCE_MS);
  const joined = ask("a", PATIENCE_MS + 1);
  calls[1]?.resolve("new");
  expect(await Promise.all([young, joined])).toEqual(["new", "new"]);
  calls[0]?.resolve("old");
  expect(await old).toBe("old");
});

it("lets who waits call for itself when no answer comes, as when the request that called is gone", async () => {
  const { calls, ask } = service();
  void ask("a");
  const waits = ask("a");
  await expect.poll(() => calls.length).toBe(2);
  calls[1]?.resolve("mine");
  expect(await waits).toBe("mine");
});

it("gives what was forgotten meanwhile to those alone who asked before, and tells the call", async () => {
  const { calls, newest, ask, forget } = service();
  const before = [ask("a"), ask("a")];
  forget("a");
  const after = ask("a");
  expect(newest.map((isNewest) => isNewest())).toEqual([false, true]);
  calls[0]?.resolve("old");
  calls[1]?.resolve("new");
  expect(await Promise.all([...before, after])).toEqual(["old", "old", "new"]);
});

it("tells a call that a later one has taken its place", async () => {
  const { calls, newest, ask } = service();
  const old = ask("a", 0);
  const young = ask("a", PATIENCE_MS);
  expect(newest.map((isNewest) => isNewest())).toEqual([false, true]);
  for (const [index, { resolve }] of calls.entries()) resolve(`${index}`);
  expect(await Promise.all([old, young])).toEqual(["0", "1"]);
});
