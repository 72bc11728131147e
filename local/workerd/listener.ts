import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { StartError } from "../start-error.ts";

export interface Listener {
  port: number;
  /** Listening sockets on 127.0.0.1 and, where there is IPv6, ::1; nobody has accepted from them. */
  descriptors: readonly number[];
  close(): Promise<void>;
}

export interface ListenRequest {
  port: number;
}

export type ListenReply = { port: number; descriptors: number[] } | { error: string };

/**
 * Takes a loopback port (0: any free one) without serving it. A child that inherits the descriptors serves it; while that
 * child restarts, new connections wait instead of being refused. Throws StartError when the port is taken.
 */
export async function holdPort(port: number): Promise<Listener> {
  // What a killed predecessor left behind is gone within milliseconds.
  for (let attempt = 1; ; attempt++) {
    const held = await tryToHold(port);
    if ("close" in held) return held;
    if (held.error === "EACCES")
      throw new StartError(`Port ${port} needs privileges; choose another one with PORT`);
    if (held.error !== "EADDRINUSE") throw new Error(`Cannot listen on port ${port}: ${held.error}`);
    if (attempt === 5) throw new StartError(`Port ${port} is taken; choose another one with PORT`);
    await delay(100);
  }
}

async function tryToHold(port: number): Promise<Listener | { error: string }> {
  const request: ListenRequest = { port };
  const thread = new Worker(join(import.meta.dirname, "listener-thread.ts"), {
    workerData: request,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 16 },
  });
  const close = async () => void (await thread.terminate());
  const reply = await new Promise<ListenReply>((resolve, reject) => {
    thread.once("message", resolve);
    thread.once("error", reject);
  });
  thread.unref();
  if ("descriptors" in reply) return { ...reply, close };
  await close();
  return reply;
}
