// Stops a run right after each of its commits, with children, questions, events, timers and effects under way.

import { describe, expect, it } from "vitest";
import { agentExecutor } from "#blocks/agent/agent-executor.ts";
import { agentInput } from "#blocks/io/input.ts";
import { agentOutput } from "#blocks/io/output.ts";
import { stepThroughItems } from "#blocks/logic/step-through-items.ts";
import { countdownTimer } from "#blocks/waiting/countdown-timer.ts";
import { humanInTheLoop } from "#blocks/waiting/human-in-the-loop.ts";
import { waitForEvent } from "#blocks/waiting/wait-for-event.ts";
import type { Commit } from "#engine/ledger.ts";
import { emptyHistory, type History, read } from "#kernel/history.ts";
import { isFinal } from "#kernel/log.ts";
import { planOf } from "../plan-of.ts";
import { problemsOf } from "./checks.ts";
import { EFFECT } from "./effects.ts";
import { CALM, drawFaults, type Faults } from "./faults.ts";
import { AGENTS, agentOf, type Drawn, works } from "./plans.ts";
import { Random } from "./random.ts";
import { type Played, play } from "./simulate.ts";
import { runId, type World } from "./world.ts";

const { SEED = "1", STOP_STORMS = "40" } = process.env;

/** As long as one turn of an object and the alarm after it take. */
const CASCADE_MS = 1000;

const everything: Drawn = {
  plan: planOf("graph", {
    in: {
      blockId: agentInput.id,
      defaults: { name: "list" },
      feeds: { result: ["each.items", "team.list"] },
    },
    each: {
      blockId: stepThroughItems.id,
      feeds: { item: ["does.a", "asks.data", "hears.event", "waits.input_message"] },
    },
    does: { blockId: EFFECT.id, defaults: works, feeds: { out: ["fails.a", "agent.list"] } },
    fails: { blockId: EFFECT.id, defaults: { ...works, habit: "fails until its last attempt" } },
    asks: {
      blockId: humanInTheLoop.id,
      defaults: { name: "Well?" },
      feeds: { approved_data: ["out.value"] },
    },
    hears: { blockId: waitForEvent.id, feeds: { payload: ["out.value"] } },
    waits: { blockId: countdownTimer.id, defaults: { seconds: 2 }, feeds: { output_message: ["out.value"] } },
    agent: { blockId: agentExecutor.id, defaults: agentOf("slow"), feeds: { y: ["out.value"] } },
    team: { blockId: agentExecutor.id, defaults: agentOf("nested"), feeds: { y: ["out.value"] } },
    out: { blockId: agentOutput.id, defaults: { name: "out" } },
  }),
  agents: AGENTS,
  inputs: { list: ["one", "two"] },
};

const played = (faults: Faults, seed: number, onCommit?: (commit: Commit, world: World) => void) =>
  play(new Random(seed), { drawn: [everything], faults, ...(onCommit && { onCommit }), followed: false });

/** Plays, and stops a run once its log has so many entries, in the turn after that commit. */
function stopped(its: string, after: number, faults: Faults, seed: number): Promise<Played> {
  let isAsked = false;
  return played(faults, seed, ({ run: { id, execution } }, { time, object }) => {
    if (isAsked || id !== its || execution.seq < after) return;
    isAsked = true;
    const stop = (): void => {
      try {
        object.executor.stop(id);
      } catch {
        time.later(100, stop);
      }
    };
    time.later(0, stop);
  });
}

/** The log's length after each commit of each run, in calm; the same ids come again with the same seed. */
async function commits(): Promise<Map<string, { seq: number; at: number }[]>> {
  const found = new Map<string, { seq: number; at: number }[]>();
  await played(CALM, Number(SEED), ({ run: { id, execution }, log }, { time }) => {
    if (log.length > 0) found.set(id, [...(found.get(id) ?? []), { seq: execution.seq, at: time.now() }]);
  });
  return found;
}

function historyOf({ world }: Played, id: string): History {
  return read(emptyHistory(), world.object.tables.log(id, 0, Number.POSITIVE_INFINITY));
}

/** What a stopped run must not leave behind. */
function leftBy(result: Played): object {
  const { object } = result.world;
  const histories = result.world.everyRun().map((id) => historyOf(result, id));
  const begun = histories.flatMap(({ nodes }) => [...nodes.values()].map(({ status }) => status));
  const rows = (table: string) => object.sql.exec(`SELECT * FROM ${table}`).toArray();
  return {
    runs: histories.map(({ status }) => status).filter((status) => !isFinal(status)),
    // What lacked values never began, and stays as it is.
    nodes: begun.filter((status) => !isFinal(status) && status !== "INCOMPLETE"),
    ears: rows("ears"),
    errands: rows("errands"),
    questions: object.sql.exec("SELECT id FROM reviews WHERE status = 'WAITING'").toArray(),
  };
}

const NOTHING = { runs: [], nodes: [], ears: [], errands: [], questions: [] };

const seed = Number(SEED);
const [[root = "", itsCommits = []] = [], ...children] = [...(await commits())];
const last = itsCommits.at(-1)?.seq ?? 0;

describe(`a run that is stopped after any commit (seed ${seed})`, { timeout: 60_000 }, () => {
  it("has been doing everything at once", () => {
    expect(root).toBe(runId(0));
    expect(itsCommits.length).toBeGreaterThan(20);
    expect(children.length).toBeGreaterThanOrEqual(4);
  });

  it.each(itsCommits)("ends at once after $seq entries, with all its children", async ({ seq, at }) => {
    const result = await stopped(root, seq, CALM, seed);
    expect(await problemsOf(result)).toEqual([]);
    expect(leftBy(result)).toEqual(NOTHING);
    const { status, endedAt } = historyOf(result, root);
    expect({ status, endedAt }).toEqual({ status: seq === last ? "COMPLETED" : "TERMINATED", endedAt: at });
    for (const id of result.world.everyRun())
      expect(historyOf(result, id).endedAt).toBeLessThanOrEqual(at + CASCADE_MS);
  });

  it.each(Array.from({ length: Number(STOP_STORMS) }, (_, index) => index + 1))(
    "ends whole in storm %d, wherever it is stopped",
    async (storm) => {
      const random = new Random(seed * 10_000 + storm);
      const after = random.between(1, last);
      const result = await stopped(root, after, drawFaults(random), random.below(2 ** 31));
      expect(await problemsOf(result)).toEqual([]);
      expect(leftBy(result)).toEqual(NOTHING);
    },
  );
});

describe.each(children)(`child %s, stopped after any commit (seed ${seed})`, (child, lengths) => {
  it.each(lengths)(
    "ends at once after $seq entries, and its parent goes on to its own end",
    async ({ seq, at }) => {
      const result = await stopped(child, seq, CALM, seed);
      expect(await problemsOf(result)).toEqual([]);
      expect(leftBy(result)).toEqual(NOTHING);
      const status = seq === lengths.at(-1)?.seq ? "COMPLETED" : "TERMINATED";
      expect(historyOf(result, child)).toMatchObject({ status, endedAt: at });
      expect(historyOf(result, root).status).toBe("COMPLETED");
    },
  );
});
