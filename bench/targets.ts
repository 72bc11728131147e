import { EACH_EVENT } from "./gossamer/engine.ts";
import { type Measurement, ratio, summaryOf } from "./measurement.ts";
import { median, short } from "./statistics.ts";

export interface Verdict {
  what: string;
  wanted: string;
  found: string;
  /** Null when a figure that it needs was not measured. */
  reached: boolean | null;
}

type Find = (figure: string, what?: string, engine?: string) => Measurement | null;

/** What this project wants of itself, judged by what was measured. */
export function judge(measurements: readonly Measurement[]): Verdict[] {
  const find: Find = (figure, what = "", engine = "Gossamer") =>
    measurements.find(
      (each) => each.figure === figure && each.engine === engine && each.what.includes(what),
    ) ?? null;
  return [
    ...againstRestate(find),
    ...pureNodes(find),
    ...effects(find),
    most("first event after the acknowledgement, ms", find("first event"), 10),
    most("1,000 subscribers: p99 of one event's age, ms", find("subs", "one event, p99"), 100),
    most("1,000 subscribers: p99 of the age of a step's four, ms", find("subs", "four events, p99"), 100),
    ...reads(measurements, find),
    most("1,000 runs of W1, $", find("cost", "runs of W1, without"), 0.01),
    most("1,000 runs of E1, $", find("cost", "runs of E1, without"), 0.01),
    ...callers(find),
    most("memory of the local stack, MB", find("memory", "all processes"), 600),
    most("bundle, bytes of gzip", find("bundle", "gzip"), 2 ** 20),
    most("start-up, ms active", find("bundle", "start-up"), 150),
  ];
}

/** By round trips to Postgres, which a user's token does not need. */
const callers = (find: Find): Verdict[] =>
  ["a remembered API key", "a forgotten API key", "an app's token"].map((who) =>
    most(`round trips that ${who} adds`, find("auth", `added by ${who}`), 1),
  );

const unknown = (what: string, wanted: string): Verdict => ({ what, wanted, found: "", reached: null });

function most(what: string, measurement: Measurement | null, limit: number): Verdict {
  const wanted = `≤ ${limit.toLocaleString("en")}`;
  if (measurement === null) return unknown(what, wanted);
  const found = summaryOf(measurement).median;
  return { what, wanted, found: found < 0.1 ? found.toFixed(4) : short(found), reached: found <= limit };
}

function againstRestate(find: Find): Verdict[] {
  const limits: [figure: string, what: string, limit: number, better: "less" | "more"][] = [
    ["W1", "W1 to its end", 0.35, "less"],
    ["W2", "W2 to its end", 0.1, "less"],
    ["W3", "W3 to its end", 0.5, "less"],
    ["W4", "W4, runs a second", 1.2, "more"],
    ["start", "start to its acknowledgement", 1.5, "less"],
  ];
  return limits.map(([figure, what, limit, better]) => {
    const [ours, theirs] = [find(figure), find(figure, "", "Restate")];
    const wanted = `${better === "less" ? "≤" : "≥"} ${limit} × Restate`;
    if (ours === null || theirs === null) return unknown(what, wanted);
    const found = ratio(ours, theirs);
    return {
      what,
      wanted,
      found: `${short(found)} ×`,
      reached: better === "less" ? found <= limit : found >= limit,
    };
  });
}

/** What each of the 90 nodes more of a long chain costs, by rounds. */
function perNode(short10: Measurement | null, long100: Measurement | null): number | null {
  if (short10 === null || long100 === null) return null;
  const pairs = long100.rounds.map((round, index) => median(round) - median(short10.rounds[index] ?? []));
  return median(pairs) / 90;
}

function pureNodes(find: Find): Verdict[] {
  const what = "per pure node, ms";
  const ours = perNode(find("W1"), find("W2"));
  const followed = perNode(find("W1", "", EACH_EVENT), find("W2", "", EACH_EVENT));
  const theirs = perNode(find("W1", "", "Restate"), find("W2", "", "Restate"));
  const untilStarted = perNode(
    find("growth", "chain of 10: POST to its ack"),
    find("growth", "chain of 100: POST to its ack"),
  );
  const commits = perNode(find("counts", "W1: commits"), find("counts", "W2: commits"));
  return [
    ours === null || theirs === null
      ? unknown(what, "≤ Restate / 60")
      : {
          what,
          wanted: `≤ ${short(theirs / 60)} (Restate's ${short(theirs)} / 60)`,
          found: [
            short(ours),
            ...(followed === null ? [] : [`${short(followed)} with its events delivered`]),
            ...(untilStarted === null ? [] : [`${short(untilStarted)} until acknowledged`]),
          ].join(", "),
          reached: ours <= theirs / 60,
        },
    number("commits per pure node", commits, 0),
  ];
}

function number(what: string, found: number | null, limit: number): Verdict {
  const wanted = `≤ ${limit}`;
  return found === null
    ? unknown(what, wanted)
    : { what, wanted, found: short(found), reached: found <= limit + 0.05 };
}

function effects(find: Find): Verdict[] {
  const node = perNode(find("E1"), find("E2"));
  const floor = find("floors", "loopback", "floor");
  const without = node === null || floor === null ? null : node - summaryOf(floor).median;
  return [
    number("per node with an effect, without the effect itself, ms", without, 2),
    number(
      "commits per node with an effect",
      perNode(find("counts", "E1: commits"), find("counts", "E2: commits")),
      1,
    ),
    most("queue messages of E1", find("counts", "E1: queue"), 2),
    most("queue messages of E2", find("counts", "E2: queue"), 2),
    most("queue messages of 50 effects at once", find("counts", "E3: queue"), 10),
  ];
}

function reads(measurements: readonly Measurement[], find: Find): Verdict[] {
  const all = measurements.filter(({ figure }) => figure === "reads");
  const young = all.filter(({ engine }) => engine === "short history");
  const old = all.filter(({ engine }) => engine.endsWith(" runs"));
  const ofOne = young.find(({ what }) => what.startsWith("GET an ended"));
  const ofMany = young.find(({ what }) => what === "GET the list of executions");
  return [
    within("GET an execution", ofOne, find("reads", "no Worker", "floor"), "a bare `select 1`"),
    within("GET an execution", ofOne, find("reads", "a Worker that", "floor"), "a Worker's `select 1`"),
    within("GET the list", ofMany, find("reads", "a Worker that", "floor"), "a Worker's `select 1`"),
    ...old.map((measurement) => grown(measurement, young)),
  ];
}

function within(
  what: string,
  ours: Measurement | undefined,
  floor: Measurement | null,
  name: string,
): Verdict {
  const wanted = `≤ 1.5 × ${name}`;
  if (ours === undefined || floor === null) return unknown(what, wanted);
  const found = ratio(ours, floor);
  return { what, wanted, found: `${short(found)} ×`, reached: found <= 1.5 };
}

function grown(long: Measurement, all: readonly Measurement[]): Verdict {
  const what = `${long.what}, after ${long.engine}`;
  const young = all.find((each) => each.what === long.what);
  const wanted = "≤ 1.1 × before";
  if (young === undefined) return unknown(what, wanted);
  const found = ratio(long, young);
  return { what, wanted, found: `${short(found)} ×`, reached: found <= 1.1 };
}
