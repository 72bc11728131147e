import { describe, expect, it } from "vitest";
import { RecentLog } from "#engine/storage/recent-log.ts";
import type { LogEntry } from "#kernel/log.ts";

describe("the recent log", () => {
  it("has what was added, from any cursor on", () => {
    const log = new RecentLog();
    log.add("a", entries(1, 3), 30);
    log.add("a", entries(4, 5), 20);
    expect(numbers(log.read("a", 0, 10))).toEqual([1, 2, 3, 4, 5]);
    expect(numbers(log.read("a", 3, 10))).toEqual([4, 5]);
    expect(numbers(log.read("a", 1, 2))).toEqual([2, 3]);
    expect(log.read("a", 5, 10)).toEqual([]);
  });

  it("knows nothing of what came before it, and says so", () => {
    const log = new RecentLog();
    log.add("a", entries(4, 5), 20);
    expect(log.read("a", 2, 10)).toBeNull();
    expect(numbers(log.read("a", 3, 10))).toEqual([4, 5]);
    expect(log.read("b", 0, 10)).toBeNull();
  });

  it("begins anew after a gap", () => {
    const log = new RecentLog();
    log.add("a", entries(1, 2), 20);
    log.add("a", entries(5, 6), 20);
    expect(log.read("a", 0, 10)).toBeNull();
    expect(numbers(log.read("a", 4, 10))).toEqual([5, 6]);
  });

  it("lets a long log go, but for its newest entries", () => {
    const log = new RecentLog();
    log.add("a", entries(1, 2), 900_000);
    log.add("a", entries(3, 4), 900_000);
    expect(log.read("a", 0, 10)).toBeNull();
    expect(numbers(log.read("a", 2, 10))).toEqual([3, 4]);
    log.add("a", entries(5, 6), 2_000_000);
    expect(log.read("a", 4, 10)).toBeNull();
  });

  it("lets the logs go that nobody asked for longest", () => {
    const log = new RecentLog();
    for (let run = 0; run < 20; run += 1) {
      log.add(`run ${run}`, entries(1, 1), 900_000);
      log.read("run 0", 0, 1);
    }
    expect(log.read("run 0", 0, 1)).not.toBeNull();
    expect(log.read("run 1", 0, 1)).toBeNull();
    expect(log.read("run 19", 0, 1)).not.toBeNull();
  });
});

const entries = (first: number, last: number): LogEntry[] =>
  Array.from({ length: last - first + 1 }, (_, i) => ({
    seq: first + i,
    at: 0,
    type: "execution.resumed",
    status: "RUNNING",
  }));

const numbers = (found: LogEntry[] | null) => found?.map(({ seq }) => seq);
