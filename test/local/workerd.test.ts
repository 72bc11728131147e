import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { bundleWorker } from "../../local/worker-bundle.ts";
import { holdPort } from "../../local/workerd/listener.ts";
import { bundleStandIns } from "../../local/workerd/stand-ins.ts";
import { startWorkerd, type WorkerdOptions } from "../../local/workerd.ts";
import { readWranglerConfig } from "../../local/wrangler-config.ts";

const FIXTURE = join(import.meta.dirname, "fixtures/wrangler.toml");

const cleanups: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const cleanup of cleanups.reverse()) await cleanup();
});

async function serve(overrides: Partial<WorkerdOptions> = {}) {
  const stateDir = overrides.stateDir ?? (await mkdtemp(join(tmpdir(), "workerd-test-")));
  const config = readWranglerConfig(FIXTURE);
  const listener = await holdPort(0);
  cleanups.push(() => rm(stateDir, { recursive: true, force: true }), listener.close);
  const log: string[] = [];
  const workerd = await startWorkerd({
    bundle: await bundleWorker({ entry: config.main, outDir: join(stateDir, "worker") }),
    standIns: await bundleStandIns(join(stateDir, "worker")),
    config,
    bindings: {},
    listener,
    stateDir,
    onLog: (line) => log.push(line),
    ...overrides,
  });
  cleanups.push(workerd.stop);
  const ask = async (path: string) => (await fetch(`${workerd.origin}${path}`)).json();
  return { ...workerd, workerd, ask, log, stateDir, port: listener.port };
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe("workerd with what wrangler.toml says", async () => {
  const bindings = { GREETING: 'quotes " and \\ and ünïcode\nlines', SECRET: "" };
  const { workerd, ask, log, port } = await serve({ bindings });

  it.each(["localhost", "127.0.0.1", "[::1]"])("answers on %s", async (host) => {
    expect((await fetch(`http://${host}:${port}/health/ready`)).status).toBe(200);
  });

  it.each<[string, unknown]>([
    ["GREETING", bindings.GREETING],
    ["SECRET", ""],
    ["LIMITS", { runs: 3 }],
    ["ABSENT", null],
  ])("binds the variable %s", async (name, value) => {
    expect(await ask(`/variable?with=${name}`)).toEqual(value);
  });

  it.each<[string, number, string | null]>([
    ["/docs/", 200, "text/html; charset=utf-8"],
    ["/docs", 200, "text/html; charset=utf-8"],
    ["/page.css", 200, "text/css; charset=utf-8"],
    ["/", 404, null],
    ["/nothing.html", 404, null],
    ["/../wrangler.toml", 404, null],
  ])("serves the asset %s with %i", async (path, status, type) => {
    const response = await fetch(`${workerd.origin}${path}`);
    expect(response.status).toBe(status);
    if (type !== null) expect(response.headers.get("Content-Type")).toBe(type);
  });

  it("lets the Worker reach loopback addresses", async () => {
    const server = createServer((_request, response) => response.end('"from loopback"'));
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port: target } = server.address() as AddressInfo;
    expect(await ask(`/fetch?with=http://127.0.0.1:${target}/`)).toBe("from loopback");
    server.close();
  });

  it("runs the scheduled handler", async () => {
    expect(await workerd.cron("* * * * *")).toBe("ok");
    expect(await ask("/read")).toContain("cron * * * * *");
  });

  it("hides the caller's own idea of its address", async () => {
    const response = await fetch(`${workerd.origin}/address`, {
      headers: { "CF-Connecting-IP": "192.0.2.1" },
    });
    expect(await response.json()).toBe("127.0.0.1");
  });

  it("runs in UTC, as in production", async () => {
    expect(await ask("/zone")).toBe("UTC");
  });

  it("forwards what the Worker logs", async () => {
    await fetch(`${workerd.origin}/log?with=hello`);
    await expect.poll(() => log).toContain("hello");
  });
});

describe("a workerd that is killed", async () => {
  const { workerd, ask } = await serve();

  it("comes back by itself with what was written, and connections wait for it", async () => {
    await ask("/write?with=kept");
    const { pid } = workerd;
    process.kill(pid, "SIGKILL");
    expect(await workerd.exited).toBe(-1);
    expect(await ask("/read")).toEqual(["kept"]);
    expect(workerd.pid).not.toBe(pid);
  });

  it("fires the alarms that were set before", async () => {
    await fetch(`${workerd.origin}/remind?with=150`);
    await workerd.restart();
    await expect.poll(() => ask("/read")).toContain("alarm");
  });

  it("serves again once restart() resolves, however often", async () => {
    for (let round = 0; round < 3; round++) {
      const { pid } = workerd;
      await workerd.restart();
      expect(isAlive(pid)).toBe(false);
      expect(await ask("/read")).toContain("kept");
    }
  });

  it("stays down after stop", async () => {
    const { pid } = workerd;
    await workerd.stop();
    expect(isAlive(pid)).toBe(false);
  });
});

describe("a workerd that cannot start", () => {
  it("rejects with the reason", async () => {
    const stateDir = await mkdtemp(join(tmpdir(), "workerd-test-"));
    const config = { ...readWranglerConfig(FIXTURE), compatibilityFlags: ["no_such_flag"] };
    await expect(serve({ stateDir, config })).rejects.toThrow(/no_such_flag/);
  });

  it("keeps the configuration with its secrets to its owner", async () => {
    const { stateDir } = await serve({ bindings: { SECRET: "hidden" } });
    const file = join(stateDir, "worker/config.capnp");
    expect(await readFile(file, "utf8")).toContain("hidden");
    expect((await stat(file)).mode & 0o077).toBe(0);
  });
});
