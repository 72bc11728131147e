import { type Chaos, drawFaults, type Faults, noFaults } from "./chaos.ts";
import type { Clock } from "./clock.ts";
import type { Courier } from "./courier.ts";
import { Fifo } from "./fifo.ts";
import type { FlowControls } from "./flow-control.ts";
import { Heap } from "./heap.ts";
import type { Message, Outcome } from "./message.ts";
import type { Queues } from "./queues.ts";

/** How an attempt changed the message: `due` is set when there will be another. */
export interface Settlement {
  due: number | undefined;
  /** New messages that carry the answer to the callbacks. */
  callbacks: Message[];
}

export interface DispatcherDeps {
  clock: Clock;
  courier: Courier;
  queues: Queues;
  flows: FlowControls;
  /** How many attempts may be under way at once. */
  parallelism: number;
  onAttempt: (message: Message) => void;
  onDuplicate: () => void;
  onLost: () => void;
  settle: (message: Message, outcome: Outcome) => Settlement;
}

/** Something that starts at `due`: a message's next attempt, or a repetition that chaos wants. */
interface Entry {
  due: number;
  message: Message;
  repeats: "within the window" | "after the window" | undefined;
  retried: number;
}

/**
 * Decides which message goes when. A message passes its queue, then its due time, then its flow-control
 * key, then the limit on attempts under way; no loop polls, one timer is set for the next due time.
 */
export class Dispatcher {
  readonly #deps: DispatcherDeps;
  readonly #pending = new Map<string, Message>();
  readonly #upcoming = new Heap<Entry>(isEarlier);
  readonly #ready = new Fifo<Message>();
  readonly #underWay = new Set<Message>();
  readonly #idleWaiters: (() => void)[] = [];
  #chaos: Chaos | null = null;
  #repetitions = 0;
  #isWoken = false;
  #isStopped = false;
  #timerAt = Number.POSITIVE_INFINITY;
  #cancelTimer: () => void = () => undefined;

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
  }

  /** Takes over a message that is stored. */
  admit(message: Message): void {
    const { queue, holdsQueue, flow } = message.envelope;
    this.#pending.set(message.id, message);
    if (flow !== undefined) this.#deps.flows.configure(flow);
    if (holdsQueue !== undefined) this.#deps.queues.hold(holdsQueue, message.id);
    if (queue !== undefined) this.#deps.queues.join(queue, message);
    else this.#schedule(message, message.due);
    this.wake();
  }

  /** Lets go of a message; an attempt under way runs to its end, and its outcome no longer matters. */
  drop(message: Message): void {
    this.#pending.delete(message.id);
    if (!this.#underWay.has(message)) this.#leaveQueues(message);
    this.wake();
  }

  get(id: string): Message | undefined {
    return this.#pending.get(id);
  }

  pending(): Message[] {
    return [...this.#pending.values()];
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  get parallelism(): number {
    return this.#deps.parallelism;
  }

  setChaos(chaos: Chaos | null): void {
    this.#chaos = chaos;
  }

  /** Resolves when no attempt is under way and none could start now; what waits for its time does not count. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idleWaiters.push(resolve);
      this.wake();
    });
  }

  /** Looks again at what may start, after this turn of the event loop: a publisher's answer goes out first. */
  wake(): void {
    if (this.#isWoken || this.#isStopped) return;
    this.#isWoken = true;
    setImmediate(() => this.#run());
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
    for (const resolve of this.#idleWaiters.splice(0)) resolve();
  }

  readonly #isPending = (message: Message): boolean => this.#pending.get(message.id) === message;

  #run(): void {
    this.#isWoken = false;
    if (this.#isStopped) return;
    const now = this.#deps.clock.now();
    for (const message of this.#deps.queues.take(this.#isPending)) this.#schedule(message, message.due);
    this.#takeDue(now);
    for (const message of this.#deps.flows.take(now, this.#isPending)) this.#ready.push(message);
    this.#startReady(now);
    this.#setTimer();
    if (this.#underWay.size === 0 && this.#repetitions === 0 && !this.#isWoken) {
      for (const resolve of this.#idleWaiters.splice(0)) resolve();
    }
  }

  #takeDue(now: number): void {
    for (
      let next = this.#upcoming.peek();
      next !== undefined && next.due <= now;
      next = this.#upcoming.peek()
    ) {
      this.#upcoming.pop();
      if (next.repeats !== undefined) this.#repeat(next);
      else if (this.#isPending(next.message) && this.#deps.flows.enter(next.message, now)) {
        this.#ready.push(next.message);
      }
    }
  }

  #startReady(now: number): void {
    while (this.#underWay.size < this.#deps.parallelism) {
      const message = this.#ready.shift();
      if (message === undefined) return;
      if (this.#isPending(message)) this.#start(message, now);
      else this.#deps.flows.leave(message);
    }
  }

  #start(message: Message, now: number): void {
    const faults = this.#drawFaults(message, now);
    this.#underWay.add(message);
    this.#deps.onAttempt(message);
    if (faults.lost !== undefined) this.#deps.onLost();
    void this.#deps.courier.attempt(message, faults).then((outcome) => this.#finish(message, outcome));
  }

  #finish(message: Message, outcome: Outcome): void {
    if (this.#isStopped) return;
    this.#underWay.delete(message);
    this.#deps.flows.leave(message);
    if (this.#isPending(message)) {
      const { due, callbacks } = this.#deps.settle(message, outcome);
      for (const callback of callbacks) this.admit(callback);
      if (due !== undefined) this.#schedule(message, due);
      else this.#pending.delete(message.id);
    }
    if (!this.#isPending(message)) this.#leaveQueues(message);
    this.wake();
  }

  #leaveQueues({ id, envelope: { queue, holdsQueue } }: Message): void {
    if (queue !== undefined) this.#deps.queues.leave(queue, id);
    if (holdsQueue !== undefined) this.#deps.queues.leave(holdsQueue, id);
  }

  #schedule(message: Message, due: number): void {
    this.#upcoming.push({ due, message, repeats: undefined, retried: message.retried });
  }

  #drawFaults(message: Message, now: number): Faults {
    if (this.#chaos === null) return noFaults;
    const { retried } = message;
    const faults = drawFaults(this.#chaos, message.order, retried);
    if (faults.duplicateAfterMs !== undefined) {
      this.#repetitions += 1;
      this.#upcoming.push({
        due: now + faults.duplicateAfterMs,
        message,
        repeats: "within the window",
        retried,
      });
    }
    if (faults.lateAfterMs !== undefined) {
      this.#upcoming.push({ due: now + faults.lateAfterMs, message, repeats: "after the window", retried });
    }
    return faults;
  }

  #repeat({ message, repeats, retried }: Entry): void {
    if (repeats === "after the window") this.#repetitions += 1;
    this.#deps.onDuplicate();
    void this.#deps.courier.send(message, retried).then(() => {
      this.#repetitions -= 1;
      this.wake();
    });
  }

  #setTimer(): void {
    const nextDue = this.#upcoming.peek()?.due ?? Number.POSITIVE_INFINITY;
    const at = Math.min(nextDue, this.#deps.flows.nextPeriod() ?? Number.POSITIVE_INFINITY);
    if (at === this.#timerAt) return;
    this.#cancelTimer();
    this.#timerAt = at;
    this.#cancelTimer =
      at === Number.POSITIVE_INFINITY ? () => undefined : this.#deps.clock.wakeAt(at, this.#onTimer);
  }

  readonly #onTimer = (): void => {
    this.#timerAt = Number.POSITIVE_INFINITY;
    this.wake();
  };
}

function isEarlier(a: Entry, b: Entry): boolean {
  return a.due < b.due || (a.due === b.due && a.message.order < b.message.order);
}
