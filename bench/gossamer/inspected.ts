import { mkdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { join } from "node:path";
import { WebSocket } from "ws";
import * as z from "zod";
import { bundleWorker } from "../../local/worker-bundle.ts";
import { workerdConfig } from "../../local/workerd/config.ts";
import { bundleStandIns } from "../../local/workerd/stand-ins.ts";
import { eachLine, spawnTied, type TiedProcess } from "../../local/workerd/tied-process.ts";
import { readWranglerConfig } from "../../local/wrangler-config.ts";

const Targets = z.array(z.looseObject({ id: z.string(), webSocketDebuggerUrl: z.string().optional() }));
const Answer = z.object({ id: z.int().optional(), result: z.unknown(), error: z.unknown() }).partial();

export interface Inspected {
  process: TiedProcess;
  origin: string;
  inspector: number;
}

/** The platform's Worker, or another entry, in a workerd with an inspector and on services that run already. */
export async function startInspected(
  folder: string,
  env: Record<string, string>,
  entry?: string,
): Promise<Inspected> {
  const [port, inspector] = [await freePort(), await freePort()];
  const origin = `http://localhost:${port}`;
  const config = { ...readWranglerConfig(join(import.meta.dirname, "../../wrangler.toml")), assets: null };
  const objectsDir = join(folder, "objects");
  await mkdir(objectsDir);
  const bucketsDir = join(folder, "buckets");
  for (const { name } of config.buckets) await mkdir(join(bucketsDir, name), { recursive: true });
  const text = workerdConfig({
    worker: await bundleWorker({ outDir: join(folder, "worker"), ...(entry !== undefined && { entry }) }),
    standIns: await bundleStandIns(folder),
    config,
    bindings: { ...env, PUBLIC_URL: origin },
    objectsDir,
    bucketsDir,
    sockets: ["http"],
  });
  await writeFile(join(folder, "config.capnp"), text, { mode: 0o600 });
  const fromWrangler = createRequire(createRequire(import.meta.url).resolve("wrangler/package.json"));
  const { default: binary } = z.object({ default: z.string() }).parse(fromWrangler("workerd"));
  const child = spawnTied(
    binary,
    [
      ...["serve", "--experimental", "--control-fd=4", "--import-path=/"],
      ...[`--inspector-addr=127.0.0.1:${inspector}`, `--socket-addr=http=127.0.0.1:${port}`],
      join(folder, "config.capnp"),
    ],
    { env: { TZ: "UTC" } },
  );
  child.stdout.resume();
  child.stderr.resume();
  await new Promise<void>((resolve) => {
    eachLine(child.control, (line) => {
      if (line.includes('"cron"')) resolve();
    });
  });
  return { process: child, origin, inspector };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("No free port");
  return address.port;
}

export type Session = (method: string, params?: object) => Promise<unknown>;

/** The Worker's own inspector, not that of a stand-in beside it. */
export async function inspect(port: number): Promise<Session> {
  const targets = Targets.parse(await (await fetch(`http://127.0.0.1:${port}/json`)).json());
  const target = targets.find((each) => each.id.endsWith("worker")) ?? targets[0];
  const url = target?.webSocketDebuggerUrl ?? `ws://127.0.0.1:${port}/${target?.id}`;
  const socket = new WebSocket(url);
  await new Promise((resolve) => socket.once("open", resolve));
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  socket.on("message", (data) => {
    const { id: of, result, error } = Answer.parse(JSON.parse(String(data)));
    if (error === undefined) waiting.get(of ?? 0)?.resolve(result);
    else waiting.get(of ?? 0)?.reject(new Error(JSON.stringify(error)));
  });
  return (method, params = {}) => {
    const asked = Promise.withResolvers<unknown>();
    waiting.set(waiting.size + 1, asked);
    socket.send(JSON.stringify({ id: waiting.size, method, params }));
    return asked.promise;
  };
}
