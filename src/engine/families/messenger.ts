// Carries what commits of one run ask of others, each errand until it is done (E1).

import type { Happened } from "#blocks/suspension.ts";
import { type Event, unchanged } from "#kernel/execution.ts";
import type { Clock } from "#lib/clock.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { describeError, log } from "#lib/log.ts";
import type { Change, Run, Wait } from "../runs/run.ts";
import type { Shelf } from "../runs/shelf.ts";
import { happen } from "../runs/waits.ts";
import type { DueErrand } from "../storage/errand-table.ts";
import type { Signals } from "../storage/signal-table.ts";
import type { Tables } from "../storage/tables.ts";
import { childOf, type Wanted } from "./children.ts";
import { childrenOf, heardOf, news, settling } from "./family.ts";

interface MessengerDeps {
  tables: Tables;
  signals: Signals;
  /** Runs writes as one transaction. */
  atomically(write: () => void): void;
  now: Clock;
  /** Told that errands are left for a moment. */
  left(at: number): void;
}

/** How runs are changed: see Ledger. */
interface Changer {
  readonly shelf: Shelf;
  readonly stopping: Change;
  commit(run: Run, changes: Change[], also?: () => void): void;
  starting(inputs: JsonObject): Change;
  aborting(message: string): Change;
  applying(events: (run: Run) => Event[]): Change;
}

/** Errands in one turn; the next turn is the alarm's, so that others come between. */
const ERRANDS = 30;
/** Entries of a child's log that its parent is told at once. */
const NEWS = 200;
/** An errand that fails this often cannot be done: its run is ended rather than left to hang (E2). */
const ERRAND_TRIES = 5;
const PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;

export class Messenger {
  readonly #deps: MessengerDeps;
  readonly #ledger: Changer;
  #hasErrands: boolean;
  #isOnErrand = false;

  constructor(deps: MessengerDeps, ledger: Changer) {
    this.#deps = deps;
    this.#ledger = ledger;
    this.#hasErrands = Number.isFinite(deps.tables.errands.dueAt());
  }

  /** Does what commits asked of other runs, so much in one turn. */
  runErrands(): void {
    if (this.#isOnErrand || !this.#hasErrands) return;
    const { tables, now, left } = this.#deps;
    this.#isOnErrand = true;
    try {
      for (let done = 0; done < ERRANDS; done += 1) {
        const errand = tables.errands.next(now());
        if (errand === null) break;
        this.#tryErrand(errand);
      }
    } catch (error) {
      // Whoever is told of this may never come back.
      left(now() + PAUSE_MS);
      throw error;
    } finally {
      this.#isOnErrand = false;
    }
    const due = tables.errands.dueAt();
    this.#hasErrands = Number.isFinite(due);
    if (this.#hasErrands) left(due);
  }

  /** A commit left errands. */
  left(): void {
    this.#hasErrands = true;
  }

  /** An event was sent: those who wait for its name are told, one by one. */
  signal(id: string, name: string, payload: Json): void {
    const { signals, tables, atomically, now } = this.#deps;
    const at = now();
    atomically(() => {
      if (!signals.put(id, name, payload, at)) return;
      for (const { executionId, nodeExecutionId } of signals.ears(name)) {
        tables.errands.put({ type: "event", run: executionId, of: nodeExecutionId }, at);
        this.#hasErrands = true;
      }
    });
    this.runErrands();
  }

  /** Runs a graph for a node execution that a worker has; answers why not, or null. */
  spawn(parent: Run, of: string, wanted: Wanted): string | null {
    const { shelf } = this.#ledger;
    if (shelf.find(wanted.id) !== null) return null;
    const child = childOf(shelf, parent, of, wanted, this.#deps.now());
    if (typeof child === "string") return child;
    this.#ledger.commit(parent, [spawning(child.id, of)]);
    this.#ledger.commit(child, [this.#ledger.starting(wanted.inputs)]);
    return null;
  }

  #tryErrand(errand: DueErrand): void {
    const { errands } = this.#deps.tables;
    const { type, run, tries } = errand;
    try {
      if (tries < ERRAND_TRIES) this.#doErrand(errand);
      else this.#giveUp(errand);
    } catch (error) {
      log("error", "errand_failed", { execution_id: run, errand: type, tries, error: describeError(error) });
      errands.postpone(errand, this.#deps.now() + Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** tries));
    }
  }

  #doErrand(errand: DueErrand): void {
    const { type, run: id, of } = errand;
    const { signals, tables } = this.#deps;
    const done = () => tables.errands.done(errand);
    const run = this.#ledger.shelf.findLive(id);
    const wait = run?.waits.get(of);
    if (run !== null && type === "stop") this.#ledger.commit(run, [this.#ledger.stopping], done);
    else if (run !== null && type === "tell" && wait === undefined) this.#charge(run, of, done);
    else if (run === null || wait === undefined) done();
    else if (type === "event") this.#happen(run, of, [heardOf(signals, wait.suspension)], done);
    else if (type === "tell") this.#tell(run, of, wait, done);
    else this.#startChild(run, of, wait, done);
  }

  #giveUp(errand: DueErrand): void {
    const run = this.#ledger.shelf.findLive(errand.run);
    const done = () => this.#deps.tables.errands.done(errand);
    if (run === null) done();
    else this.#ledger.commit(run, [this.#ledger.aborting("The engine could not carry this run on")], done);
  }

  #happen(run: Run, of: string, happened: readonly (Happened | null)[], done: () => void): void {
    const real = happened.filter((each) => each !== null);
    this.#ledger.commit(
      run,
      [this.#ledger.applying((current) => happen(current, of, real, this.#deps.now()))],
      done,
    );
  }

  /** A worker hears what its children give by itself; what they cost is counted here. */
  #charge(run: Run, of: string, done: () => void): void {
    if (childrenOf(run, of).length === 0) done();
    else this.#ledger.commit(run, [this.#charging(of)], done);
  }

  #charging(of: string): Change {
    const find = (id: string) => this.#ledger.shelf.find(id);
    return this.#ledger.applying((run) => settling(run, find, this.#deps.now(), of));
  }

  /** Tells the node execution that waits for a child what the child's log says since it was told. */
  #tell(run: Run, of: string, { of: child, told }: Wait, done: () => void): void {
    const entries = child === null ? [] : this.#deps.tables.log(child, told, NEWS);
    const last = entries.at(-1);
    if (last === undefined) {
      done();
      return;
    }
    const noting: Change = ({ execution, waits }) => {
      const wait = waits.get(of);
      if (wait !== undefined) waits.set(of, { ...wait, told: last.seq });
      return unchanged(execution);
    };
    const telling = this.#ledger.applying((current) => happen(current, of, news(entries), this.#deps.now()));
    this.#ledger.commit(run, [this.#charging(of), telling, noting], entries.length < NEWS ? done : undefined);
  }

  #startChild(parent: Run, of: string, { suspension, of: id }: Wait, done: () => void): void {
    if (suspension.type !== "child" || id === null || this.#ledger.shelf.find(id) !== null) {
      done();
      return;
    }
    const wanted = { ...suspension, id };
    const child = childOf(this.#ledger.shelf, parent, of, wanted, this.#deps.now());
    if (typeof child === "string") {
      this.#happen(parent, of, [{ type: "child-end", status: "FAILED", message: child }], done);
      return;
    }
    this.#ledger.commit(child, [this.#ledger.starting(suspension.inputs)], done);
  }
}

const spawning =
  (child: string, of: string): Change =>
  ({ execution, spawned }) => {
    spawned.set(child, of);
    return unchanged(execution);
  };
