// Engines run in processes of their own, so that neither their work nor their memory is mixed with the measuring.

import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import * as z from "zod";

type Methods = Record<string, () => unknown>;

export interface Hosted {
  /** What the other side must know; plain JSON. */
  ready: object;
  methods: Methods;
  stop(): Promise<void>;
}

/** The child's side: starts something with the parent's configuration and serves until the parent goes. */
export async function host(start: (config: unknown) => Promise<Hosted>): Promise<void> {
  const hosted = await start(JSON.parse(process.argv[2] ?? "{}"));
  process.on("disconnect", () => void hosted.stop().finally(() => process.exit(0)));
  process.on("message", (message: unknown) => void answer(hosted.methods, message));
  process.send?.({ ready: hosted.ready });
}

const Question = z.object({ id: z.int(), method: z.string() });
const Reply = z.union([
  z.object({ ready: z.unknown() }),
  z.object({ id: z.int(), value: z.unknown().optional(), error: z.string().optional() }),
]);

async function answer(methods: Methods, message: unknown): Promise<void> {
  const { id, method } = Question.parse(message);
  try {
    process.send?.({ id, value: await methods[method]?.() });
  } catch (error) {
    process.send?.({ id, error: String(error) });
  }
}

export interface Host<R> {
  ready: R;
  pid: number;
  call(method: string): Promise<unknown>;
  stop(): Promise<void>;
}

/** The parent's side: forks a module of this folder. Rejects with its last words when it ends before it is ready. */
export async function startHost<R>(module: string, config: object, ready: z.ZodType<R>): Promise<Host<R>> {
  const child = fork(join(import.meta.dirname, module), [JSON.stringify(config)], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  const words: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (data) => {
      if (words.push(String(data)) > 50) words.shift();
    });
  }
  let isWanted = true;
  const exited = new Promise<void>((resolve) => {
    child.once("exit", (code, signal) => {
      if (isWanted) process.stderr.write(`${module} has ended by itself: ${signal ?? code}\n`);
      resolve();
    });
  });
  const pending = new Map<number, PromiseWithResolvers<unknown>>();
  const isReady = Promise.withResolvers<unknown>();
  child.on("message", (message) => hear(Reply.parse(message), pending, isReady));
  void exited.then(() => {
    const end = new Error(`${module} has ended: ${words.join("").slice(-2000)}`);
    isReady.reject(end);
    for (const { reject } of pending.values()) reject(end);
  });
  return {
    ready: ready.parse(await isReady.promise),
    pid: child.pid ?? -1,
    call: (method) => ask(child, pending, method),
    stop: async () => {
      isWanted = false;
      if (child.connected) child.disconnect();
      await exited;
    },
  };
}

function hear(
  reply: z.infer<typeof Reply>,
  pending: Map<number, PromiseWithResolvers<unknown>>,
  isReady: PromiseWithResolvers<unknown>,
): void {
  if (!("id" in reply)) {
    isReady.resolve(reply.ready);
    return;
  }
  const waiting = pending.get(reply.id);
  pending.delete(reply.id);
  if (reply.error === undefined) waiting?.resolve(reply.value);
  else waiting?.reject(new Error(reply.error));
}

let questions = 0;

function ask(
  child: ChildProcess,
  pending: Map<number, PromiseWithResolvers<unknown>>,
  method: string,
): Promise<unknown> {
  questions += 1;
  const waiting = Promise.withResolvers<unknown>();
  pending.set(questions, waiting);
  child.send({ id: questions, method });
  return waiting.promise;
}
