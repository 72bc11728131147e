import type { Broker } from "./broker.ts";
import { nextFiring } from "./cron.ts";
import { draft, type Published, publishWith } from "./publish.ts";
import type { Records } from "./records.ts";
import type { FiringState, Schedule, ScheduleTable } from "./schedule.ts";

/** Fires schedules. One that fell due while the emulator was down fires once at its start. */
export class Schedules implements ScheduleTable {
  readonly #records: Records<Schedule>;
  #broker: Broker | undefined;
  #cancelTimer: () => void = () => undefined;

  constructor(records: Records<Schedule>) {
    this.#records = records;
  }

  start(broker: Broker): void {
    this.#broker = broker;
    this.#run();
  }

  stop(): void {
    this.#broker = undefined;
    this.#cancelTimer();
  }

  get(scheduleId: string): Schedule | undefined {
    return this.#records.get(scheduleId);
  }

  list(): Schedule[] {
    return this.#records.list();
  }

  set(schedule: Schedule): void {
    this.#records.set(schedule.scheduleId, schedule);
    this.#run();
  }

  delete(scheduleId: string): void {
    this.#records.delete(scheduleId);
  }

  /** Notes how a message of the last firing ended. */
  end(scheduleId: string, messageId: string, state: FiringState): void {
    const schedule = this.#records.get(scheduleId);
    if (schedule?.lastScheduleStates[messageId] === undefined) return;
    schedule.lastScheduleStates[messageId] = state;
    this.#records.set(scheduleId, schedule);
  }

  #run(): void {
    const broker = this.#broker;
    if (broker === undefined) return;
    this.#cancelTimer();
    const now = broker.clock.now();
    let earliest = Number.POSITIVE_INFINITY;
    for (const schedule of this.#records.list()) {
      if (schedule.nextScheduleTime <= now) this.#fire(broker, schedule, now);
      earliest = Math.min(earliest, schedule.nextScheduleTime);
    }
    if (earliest < Number.POSITIVE_INFINITY)
      this.#cancelTimer = broker.clock.wakeAt(earliest, () => this.#run());
  }

  /** The messages and the next firing are stored together: no firing is lost or doubled by a crash. */
  #fire(broker: Broker, schedule: Schedule, now: number): void {
    schedule.nextScheduleTime = nextFiring(schedule.cron, now);
    const drafts = schedule.isPaused ? [] : draftsOf(broker, schedule);
    publishWith(broker, drafts, (published) => {
      if (published.length > 0) {
        schedule.lastScheduleTime = now;
        schedule.lastScheduleStates = inProgress(published);
      }
      this.#records.set(schedule.scheduleId, schedule);
    });
  }
}

function draftsOf(broker: Broker, { scheduleId, destination, headers, body, callerIp }: Schedule) {
  try {
    return draft(broker, {
      destination,
      headers: new Map(headers),
      body: Buffer.from(body, "base64"),
      callerIp,
      scheduleId,
    });
  } catch (error) {
    // Its URL group is gone, for one.
    broker.onLog(
      `schedule ${scheduleId} cannot publish: ${error instanceof Error ? error.message : String(error)}`,
    );
    return [];
  }
}

function inProgress(published: Published[]): Record<string, FiringState> {
  return Object.fromEntries(published.map(({ messageId }) => [messageId, "IN_PROGRESS" as const]));
}
