// Blocks that open sockets of their own, over TLS, in the real runtime: it trusts a certificate of this test besides those
// that it always trusts, as locally it trusts what Node does.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, describe, expect, it, vi } from "vitest";
import { BLOCKS } from "#blocks/registry.ts";
import { startPostgres } from "../../local/postgres.ts";
import { canMakeCertificates, selfSigned } from "../certificate.ts";
import { query } from "../database.ts";
import { mailServer } from "../mail-server.ts";
import { type Platform, startPlatform } from "./platform.ts";

const idOf = (name: string): string => BLOCKS.find((block) => block.name === name)?.id ?? name;

if (!canMakeCertificates) console.warn("No openssl on this machine: blocks over TLS are not tested");

describe.skipIf(!canMakeCertificates)("over TLS", async () => {
  if (!canMakeCertificates) return;
  const certificate = selfSigned("DNS:localhost");
  setDefaultCACertificates([...getCACertificates("default"), certificate.cert]);
  const platform = await startPlatform();
  const dir = await mkdtemp(join(tmpdir(), "gossamer-tls-"));
  // Not the one of all tests: others ask that without encryption.
  const postgres = await startPostgres({ dir });
  afterAll(async () => {
    await platform.stop();
    await postgres.stop();
    await rm(dir, { recursive: true, force: true });
  });
  const database = new URL(postgres.url);
  await offerTls(database.href, certificate);

  const credential = async (provider: string, username: string, password: string) => {
    const draft = { provider, type: "user_password", username, password };
    const { body } = await platform.call("POST", "/api/v2/integrations/credentials", draft);
    return { id: (body as { id: string }).id, provider, type: "user_password" };
  };

  const ssl = async (host: string) =>
    outputsOf(platform, "SQLQueryBlock", {
      host,
      port: Number(database.port),
      database: "postgres",
      query: "select ssl, version from pg_stat_ssl where pid = pg_backend_pid()",
      credentials: await credential("database", database.username, database.password || "none"),
    });

  it("a database is asked encrypted", async () => {
    expect(await ssl("localhost")).toMatchObject({
      results: [[{ ssl: true, version: expect.stringMatching(/^TLSv1\.[23]$/) }]],
    });
  });

  it("a database whose certificate has another name is told nothing", async () => {
    expect(await ssl("127.0.0.1")).toEqual({ error: [expect.stringMatching(/./)] });
  });

  const mail = async (host: string, port: number) =>
    outputsOf(platform, "SendEmailBlock", {
      to_email: "grace@example.com",
      subject: "Hi",
      body: "Ada",
      config: { smtp_server: host, smtp_port: port },
      credentials: await credential("smtp", "ada@example.com", "password"),
    });

  it("a mail server hears nothing but the greeting before it is encrypted, and then the mail", async () => {
    const server = await mailServer({ extensions: ["STARTTLS", "AUTH PLAIN"], certificate });
    expect(await mail("localhost", server.port)).toEqual({ status: ["Email sent successfully"] });
    expect(server.heard.slice(0, 4)).toEqual([
      expect.stringMatching(/^EHLO /),
      "STARTTLS",
      expect.stringMatching(/^EHLO /),
      expect.stringMatching(/^AUTH PLAIN /),
    ]);
    expect(server.heard).toContain("RCPT TO:<grace@example.com>");
    server.stop();
  });

  it("a mail server whose certificate has another name is told no password", async () => {
    const server = await mailServer({ extensions: ["STARTTLS", "AUTH PLAIN"], certificate });
    expect(await mail("127.0.0.1", server.port)).toEqual({ error: [expect.stringMatching(/./)] });
    expect(server.heard).toEqual([expect.stringMatching(/^EHLO /), "STARTTLS"]);
    server.stop();
  });
});

async function outputsOf(platform: Platform, block: string, input: object) {
  const metadata = { retry: { max_attempts: 1 } };
  const nodes = [{ id: "only", block_id: idOf(block), input_default: input, metadata }];
  const graph = await platform.graph({ name: block, nodes, links: [] });
  const { node_executions } = await platform.ended(await platform.start(graph));
  return node_executions[0]?.output_data;
}

/** Lets a running PostgreSQL offer TLS; the server writes its key itself, since it refuses one that others can read. */
async function offerTls(url: string, { key, cert }: { key: string; cert: string }): Promise<void> {
  for (const [file, text] of Object.entries({ "server.key": key, "server.crt": cert })) {
    const lines = text
      .trim()
      .split("\n")
      .map((line) => `'${line}'`);
    await query(url, `copy (select unnest(array[${lines}])) to program 'umask 077 && cat > ${file}'`);
  }
  await query(url, "alter system set ssl = on");
  await query(url, "select pg_reload_conf()");
  const isOn = async () => (await query<{ ssl: string }>(url, "show ssl"))[0]?.ssl === "on";
  await vi.waitUntil(isOn, { timeout: 15_000 });
}
