import { Fifo } from "./fifo.ts";
import type { Message } from "./message.ts";

/** A queue as stored and shown. */
export interface QueueSettings {
  name: string;
  parallelism: number;
  paused: boolean;
  createdAt: number;
  updatedAt: number;
}

interface Queue extends QueueSettings {
  waiting: Fifo<Message>;
  /** Ids of the messages, and of their callbacks, that are before their end. */
  holders: Set<string>;
}

/** Queues: a message leaves its queue only at its end, and until then the next one waits. */
export class Queues {
  readonly #queues = new Map<string, Queue>();
  readonly #changed = new Set<Queue>();

  constructor(settings: QueueSettings[]) {
    for (const setting of settings) this.set(setting);
  }

  get(name: string): QueueSettings | undefined {
    const queue = this.#queues.get(name);
    if (queue === undefined) return undefined;
    const { parallelism, paused, createdAt, updatedAt } = queue;
    return { name, parallelism, paused, createdAt, updatedAt };
  }

  names(): string[] {
    return [...this.#queues.keys()].sort();
  }

  set(settings: QueueSettings): void {
    const known = this.#queues.get(settings.name);
    const queue = Object.assign(
      known ?? { ...settings, waiting: new Fifo<Message>(), holders: new Set<string>() },
      settings,
    );
    this.#queues.set(settings.name, queue);
    this.#changed.add(queue);
  }

  /** Forgets the queue; its messages are the caller's to cancel. */
  delete(name: string): void {
    const queue = this.#queues.get(name);
    if (queue !== undefined) this.#changed.delete(queue);
    this.#queues.delete(name);
  }

  join(name: string, message: Message): void {
    const queue = this.#queues.get(name);
    queue?.waiting.push(message);
    if (queue !== undefined) this.#changed.add(queue);
  }

  hold(name: string, id: string): void {
    this.#queues.get(name)?.holders.add(id);
  }

  leave(name: string, id: string): void {
    const queue = this.#queues.get(name);
    if (queue?.holders.delete(id) === true) this.#changed.add(queue);
  }

  /** The messages whose turn has come; they hold their place until they `leave`. */
  take(isPending: (message: Message) => boolean): Message[] {
    const taken: Message[] = [];
    for (const queue of this.#changed) {
      while (!queue.paused && queue.holders.size < queue.parallelism) {
        const next = queue.waiting.shift();
        if (next === undefined) break;
        if (!isPending(next)) continue;
        queue.holders.add(next.id);
        taken.push(next);
      }
    }
    this.#changed.clear();
    return taken;
  }
}
