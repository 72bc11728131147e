import { execFileSync, spawnSync } from "node:child_process";
import { chownSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { neon, neonConfig, Pool } from "@neondatabase/serverless";
import { afterAll, describe, expect, it, vi } from "vitest";
import { startNeonBridge } from "../../local/neon-bridge.ts";
import { startPostgres } from "../../local/postgres.ts";

const SECURE = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";

const canMakeCertificates = spawnSync("openssl", ["version"]).status === 0;
if (!canMakeCertificates) console.warn("No openssl on this machine: TLS to PostgreSQL is not tested");

describe.skipIf(!canMakeCertificates)("a server that offers TLS", async () => {
  if (!canMakeCertificates) return;
  const { url, certificate } = await tlsServer();
  const checked = withParameters(url, { sslmode: "require", sslrootcert: certificate });
  const bridge = await startNeonBridge({ databaseUrl: checked });
  afterAll(bridge.stop);
  neonConfig.fetchEndpoint = `${bridge.origin}/sql`;
  neonConfig.wsProxy = `${new URL(bridge.origin).host}/v1`;
  neonConfig.useSecureWebSocket = false;

  it.each<[string, string, boolean]>([
    ["not at all without an sslmode", url, false],
    ["with its certificate checked", checked, true],
    ["unchecked when told so", withParameters(url, { sslmode: "no-verify" }), true],
  ])("is used over HTTP %s", async (_what, target, ssl) => {
    expect(await neon(target).query(SECURE)).toEqual([{ ssl }]);
  });

  it("is refused when nobody vouches for its certificate", async () => {
    const unchecked = neon(withParameters(url, { sslmode: "require" }));
    await expect(unchecked.query(SECURE)).rejects.toThrow("self-signed certificate");
  });

  it("is used over a WebSocket when the bridge knows the server by a URL with an sslmode", async () => {
    const pool = new Pool({ connectionString: url });
    expect((await pool.query(SECURE)).rows).toEqual([{ ssl: true }]);
    await pool.end();
  });
});

async function tlsServer() {
  const dir = mkdtempSync(join(tmpdir(), "gossamer-tls-"));
  const postgres = await startPostgres({ dir });
  afterAll(async () => {
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  });
  const data = join(dir, "cluster", "data");
  const certificate = join(data, "server.crt");
  const key = join(data, "server.key");
  const request = [
    "req",
    "-new",
    "-x509",
    "-nodes",
    "-newkey",
    "rsa:2048",
    "-days",
    "2",
    "-subj",
    "/CN=localhost",
  ];
  const names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate];
  execFileSync("openssl", [...request, ...names], { stdio: "ignore" });
  const { uid, gid } = statSync(data);
  for (const file of [key, certificate]) chownSync(file, uid, gid);

  const bridge = await startNeonBridge();
  neonConfig.fetchEndpoint = `${bridge.origin}/sql`;
  await neon(postgres.url)`ALTER SYSTEM SET ssl = on`;
  await neon(postgres.url)`SELECT pg_reload_conf()`;
  const unchecked = neon(withParameters(postgres.url, { sslmode: "no-verify" }));
  await vi.waitFor(() => unchecked.query("SELECT 1"), 10_000);
  await bridge.stop();
  return { url: postgres.url, certificate };
}

function withParameters(url: string, parameters: Record<string, string>): string {
  const changed = new URL(url);
  for (const [name, value] of Object.entries(parameters)) changed.searchParams.set(name, value);
  return changed.href;
}
