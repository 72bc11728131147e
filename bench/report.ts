import { cpus, loadavg } from "node:os";
import { type Measurement, ratio, type Summary, summaryOf } from "./measurement.ts";
import { short } from "./statistics.ts";
import type { Verdict } from "./targets.ts";

export interface Report {
  machine: { cores: number; model: string; node: string; loadBefore: number; loadAfter: number };
  takenAt: string;
  rounds: number;
  isQuick: boolean;
  rows: Row[];
  targets: Verdict[];
  engines: { name: string; note: string; isDurable: boolean }[];
}

interface Row extends Omit<Measurement, "rounds">, Summary {
  /** To the same figure of Restate, paired by rounds; null where there is none. */
  toRestate: number | null;
}

export const load = (): number => loadavg()[0] ?? 0;

export function rowsOf(measurements: readonly Measurement[]): Row[] {
  return measurements.map((measurement) => {
    const { rounds: _, ...named } = measurement;
    const restate = measurements.find(
      ({ engine, figure, what }) =>
        engine === "Restate" && figure === measurement.figure && what === measurement.what,
    );
    const toRestate = restate === undefined || restate === measurement ? null : ratio(measurement, restate);
    return { ...named, ...summaryOf(measurement), toRestate };
  });
}

export const machine = (loadBefore: number): Report["machine"] => ({
  cores: cpus().length,
  model: cpus()[0]?.model ?? "unknown",
  node: process.version,
  loadBefore,
  loadAfter: load(),
});

/** The report as Markdown. */
export function tables({ machine: on, rows, targets, engines, rounds, isQuick, takenAt }: Report): string {
  const groups = Map.groupBy(rows, ({ figure, what }) => `${figure}: ${what}`);
  return [
    `${takenAt}, ${rounds} alternating rounds${isQuick ? " (quick: a sanity run)" : ""}, ${on.cores} × ${on.model}, Node ${on.node}, load ${on.loadBefore.toFixed(1)} → ${on.loadAfter.toFixed(1)}`,
    table(
      ["figure", "engine", "median", "p10–p90", "unit", "× Restate"],
      [...groups].flatMap(([name, group]) =>
        group.map((row, index) => [
          index === 0 ? name : "",
          row.engine,
          row.unit === "$" ? row.median.toFixed(4) : short(row.median),
          row.samples > 1 ? `${short(row.p10)}–${short(row.p90)}` : "",
          row.unit,
          row.toRestate === null ? "" : short(row.toRestate),
        ]),
      ),
    ),
    table(
      ["target", "wanted", "found", ""],
      targets.map(({ what, wanted, found, reached }) => [what, wanted, found, words[`${reached}`]]),
    ),
    engines.map(({ name, note }) => `- ${name}: ${note}.`).join("\n"),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

const words = { true: "reached", false: "NOT reached", null: "not measured" };

function table(head: string[], rows: string[][]): string {
  if (rows.length === 0) return "";
  const widths = head.map((_cell, column) =>
    Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...rows.map(line)].join(
    "\n",
  );
}
