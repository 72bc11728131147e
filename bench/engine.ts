import type { Job } from "./job.ts";

/** What is measured: ours or a peer, in a process of its own. */
export interface Engine {
  name: string;
  /** What survives a crash, and how an end is observed. */
  note: string;
  /** Whether an acknowledged run survives a crash of everything. */
  isDurable: boolean;
  /** Resolves with the result once the end of the run has been observed. */
  run(job: Job): Promise<number>;
  /** Resolves at the acknowledgement; null where there is none before the end. */
  start: ((job: Job) => Promise<void>) | null;
  /** CPU time of all its processes so far, ms. */
  cpuMs(): number;
  /** Megabytes by program. */
  memory(): Record<string, number>;
  /** Bytes that it keeps of its runs on disk. */
  bytes(): Promise<number>;
  stop(): Promise<void>;
}
