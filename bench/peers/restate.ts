import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import * as restate from "@restatedev/restate-sdk";
import { host } from "../host.ts";
import type { Job } from "../job.ts";
import { stateDirOf } from "./config.ts";
import { diskBytes } from "./disk.ts";
import { perform } from "./node.ts";

const service = restate.service({
  name: "bench",
  handlers: {
    run: async (ctx: restate.Context, { shape, nodes, effectUrl, value }: Job): Promise<number> => {
      const node = (input: number) => ctx.run("node", () => perform(effectUrl, input));
      if (shape === "fan") {
        const outputs = await restate.RestatePromise.all(Array.from({ length: nodes }, () => node(value)));
        return ctx.run("join", () => outputs.reduce((sum, output) => sum + output, 0));
      }
      let current = value;
      for (let index = 0; index < nodes; index += 1) current = await node(current);
      return current;
    },
  },
});

await host(async (given) => {
  const stateDir = stateDirOf(given);
  const port = await restate.serve({ services: [service], port: 0 });
  const { server, ingress, admin } = await startServer(stateDir);
  const answer = await fetch(`http://127.0.0.1:${admin}/deployments`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ uri: `http://127.0.0.1:${port}` }),
  });
  if (!answer.ok) throw new Error(`Restate refuses the service: ${await answer.text()}`);
  return {
    ready: { url: `http://127.0.0.1:${ingress}`, paths: { run: "/bench/run", start: "/bench/run/send" } },
    methods: { bytes: () => diskBytes(stateDir) },
    stop: async () => {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGKILL");
      await ended;
    },
  };
});

/** Ports as the server chooses them; it says which in its log. */
async function startServer(
  baseDir: string,
): Promise<{ server: ChildProcess; ingress: number; admin: number }> {
  const launcher = createRequire(
    createRequire(import.meta.url).resolve("@restatedev/restate-server/package.json"),
  );
  const binary = launcher.resolve(
    `@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`,
  );
  const server = spawn(
    binary,
    [
      ...["--use-random-ports=true", "--no-logo", "--bind-ip=127.0.0.1", "--listen-mode=tcp"],
      ...["--log-format=json", `--base-dir=${baseDir}`],
    ],
    { env: { DO_NOT_TRACK: "1", RESTATE_DISABLE_TELEMETRY: "true" }, stdio: ["ignore", "pipe", "ignore"] },
  );
  const ports = new Map<string, number>();
  for await (const line of createInterface({ input: server.stdout })) {
    const { span }: { span?: { server_name?: string; "server.port"?: number } } = JSON.parse(line);
    if (span?.server_name !== undefined) ports.set(span.server_name, span["server.port"] ?? 0);
    const ingress = ports.get("http-ingress-server");
    const admin = ports.get("admin-api-server");
    if (ingress === undefined || admin === undefined) continue;
    server.stdout.resume();
    return { server, ingress, admin };
  }
  throw new Error("Restate has ended");
}
