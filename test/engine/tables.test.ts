import { describe, expect, it } from "vitest";
import { upgrade } from "#engine/storage/schema.ts";
import { openTables } from "#engine/storage/tables.ts";
import type { LogEntry } from "#kernel/log.ts";
import { Random } from "./simulation/random.ts";
import { sqlStorage } from "./sql.ts";

const RUN = "a run";

/** A log written in packs of many sizes, one of them in several rows. */
function written() {
  const sql = sqlStorage();
  upgrade({ sql, transactionSync: sql.transactionSync });
  const tables = openTables(sql);
  const random = new Random(7);
  const log: LogEntry[] = [];
  for (let pack = 0; pack < 40; pack += 1) {
    const entries = Array.from({ length: random.between(1, 7) }, (_, index): LogEntry => {
      const output_data = pack === 2 && index === 0 ? "é".repeat(600_000) : pack;
      const of = { type: "node.output", node_id: "a", ordinal: 1, output_name: "out", output_data } as const;
      return { ...of, seq: log.length + index + 1, at: pack };
    });
    tables.appendLog("another run", entries);
    tables.appendLog(RUN, entries);
    log.push(...entries);
  }
  return { tables, log };
}

describe("a part of a run's state", () => {
  it.each([
    [1_200_000, 700_000],
    [700_000, 10],
    [10, 700_000],
  ])("of %i characters is replaced by one of %i", (before, after) => {
    const sql = sqlStorage();
    upgrade({ sql, transactionSync: sql.transactionSync });
    const tables = openTables(sql);
    tables.putPart(RUN, "n:a", "a".repeat(before), true);
    tables.putPart(RUN, "n:a", "b".repeat(after), false);
    expect(tables.parts(RUN)).toEqual([["n:a", "b".repeat(after)]]);
  });
});

describe("a run's log", () => {
  const { tables, log } = written();

  it("is read from any cursor to its end", () => {
    for (let after = 0; after <= log.length + 2; after += 1) {
      const entries = tables.log(RUN, after, Number.POSITIVE_INFINITY);
      expect(entries.map(({ seq }) => seq)).toEqual(log.slice(after).map(({ seq }) => seq));
    }
    expect(tables.log(RUN, 0, Number.POSITIVE_INFINITY)).toEqual(log);
  });

  it("is read in stretches that follow each other", () => {
    const read: LogEntry[] = [];
    for (;;) {
      const stretch = tables.log(RUN, read.length, 5);
      if (stretch.length === 0) break;
      expect(stretch.length).toBeLessThan(5 + 7);
      read.push(...stretch);
    }
    expect(read.map(({ seq }) => seq)).toEqual(log.map(({ seq }) => seq));
  });

  it("is empty for a run that is not there", () => expect(tables.log("no run", 0, 10)).toEqual([]));
});
