import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEnvironment } from "../../local/environment.ts";
import { brings, checkEnvironment, isNeon, workerBindings } from "../../local/stack/bindings.ts";
import { startOptions } from "../../local/start-command.ts";

describe("the environment", async () => {
  const root = await mkdtemp(join(tmpdir(), "environment-test-"));
  await writeFile(
    join(root, ".dev.vars.example"),
    "# A setting.\nFROM_FILE=\nBOTH=example\n# EMPTY=\nABSENT=\n",
  );
  await writeFile(join(root, ".dev.vars"), "FROM_FILE=file\nBOTH=file\nEMPTY=\nUNKNOWN=file\n");

  it("is what the example names, from the process first, then from the file, and never empty", () => {
    const process = { BOTH: "process", EMPTY: "", HOME: "/home/ada" };
    expect(readEnvironment(root, process)).toEqual({ FROM_FILE: "file", BOTH: "process" });
  });

  it("knows the settings of the project", () => {
    const all = { DATABASE_URL: "d", PORT: "1", SUPABASE_URL: "s", QUEUE_CHAOS: "c" };
    expect(readEnvironment(undefined, all)).toEqual(all);
  });
});

describe("the Worker's variables", () => {
  const embedded = {
    databaseUrl: "postgresql://127.0.0.1:1/db",
    bridgeOrigin: "http://127.0.0.1:2",
    redis: { url: "http://127.0.0.1:3", token: "r" },
    qstash: { url: "http://127.0.0.1:4", token: "q", currentSigningKey: "c", nextSigningKey: "n" },
    mailbox: { url: "http://127.0.0.1:5/emails" },
    models: { url: "http://models" },
  };

  it("name the embedded parts", () => {
    expect(workerBindings("http://localhost:1", {}, embedded)).toMatchObject({
      LOCAL_STACK: "1",
      PUBLIC_URL: "http://localhost:1",
      DATABASE_URL: embedded.databaseUrl,
      NEON_LOCAL: embedded.bridgeOrigin,
      UPSTASH_REDIS_REST_TOKEN: "r",
      QSTASH_NEXT_SIGNING_KEY: "n",
      MAIL_API_URL: embedded.mailbox.url,
    });
  });

  it("follow the environment, without the settings of the command", () => {
    const env = {
      PUBLIC_URL: "https://agents.example",
      PORT: "1",
      STATE_DIR: "x",
      RATE_LIMITS: "off",
      ADMIN_EMAILS: "",
    };
    const bindings = workerBindings("http://localhost:1", env, { ...embedded, bridgeOrigin: null });
    expect(bindings).toMatchObject({ PUBLIC_URL: "https://agents.example", RATE_LIMITS: "off" });
    for (const name of ["PORT", "STATE_DIR", "ADMIN_EMAILS", "NEON_LOCAL"])
      expect(bindings).not.toHaveProperty(name);
  });
});

it.each([
  ["postgresql://u:p@ep-cool-1.eu-central-1.aws.neon.tech/db", true],
  ["postgresql://u:p@neon.tech.example/db", false],
  ["postgresql://u:p@localhost/db", false],
])("knows whether %s is Neon: %s", (url, expected) => {
  expect(isNeon(url)).toBe(expected);
});

it("takes a service from the environment whole or not at all", () => {
  expect(brings("redis", {})).toBe(false);
  expect(brings("redis", { UPSTASH_REDIS_REST_URL: "u", UPSTASH_REDIS_REST_TOKEN: "t" })).toBe(true);
  expect(() => brings("redis", { UPSTASH_REDIS_REST_TOKEN: "t" })).toThrow("UPSTASH_REDIS_REST_URL not set");
});

const QUEUE = { QSTASH_TOKEN: "t", QSTASH_CURRENT_SIGNING_KEY: "a", QSTASH_NEXT_SIGNING_KEY: "b" };

it.each<[string, Record<string, string>, string]>([
  ["a database URL that is none", { DATABASE_URL: "localhost" }, "DATABASE_URL is not a postgresql:// URL"],
  ["half a Redis", { UPSTASH_REDIS_REST_URL: "https://x.upstash.io" }, "UPSTASH_REDIS_REST_TOKEN not set"],
  ["a queue that is half set", QUEUE, "QSTASH_URL not set"],
  ["a queue that cannot reach us", { ...QUEUE, QSTASH_URL: "https://qstash.upstash.io" }, "set PUBLIC_URL"],
])("refuses %s before anything starts", (_what, env, message) => {
  expect(() => checkEnvironment(env)).toThrow(message);
});

it.each<[string, Record<string, string>]>([
  [
    "Upstash and a public origin",
    { QSTASH_URL: "https://qstash.upstash.io", PUBLIC_URL: "https://agents.example" },
  ],
  ["a queue on this machine", { QSTASH_URL: "http://127.0.0.1:8080" }],
])("accepts %s", (_what, env) => {
  expect(() => checkEnvironment({ ...QUEUE, ...env })).not.toThrow();
});

it.each<[Record<string, string>, RegExp]>([
  [{ PORT: "http" }, /^PORT cannot be "http"$/],
  [{ PORT: "70000" }, /^PORT cannot be "70000"$/],
  [{ QUEUE_CHAOS: "lose=1" }, /^QUEUE_CHAOS: .*"lose"/],
])("refuses %o", (env, message) => {
  expect(() => startOptions(env)).toThrow(message);
});
