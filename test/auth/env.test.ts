import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "#auth/rate-limit.ts";
import { locating } from "#domain/credentials/settings.ts";
import { DEVELOPMENT_CREDENTIAL_KEYS } from "../../local/development-keys.ts";
import { readSettings } from "../../src/env.ts";

const good = {
  DATABASE_URL: "postgresql://u:p@host/db",
  UPSTASH_REDIS_REST_URL: "https://redis.example.com",
  UPSTASH_REDIS_REST_TOKEN: "token",
  QSTASH_URL: "https://qstash.upstash.io",
  QSTASH_TOKEN: "token",
  QSTASH_CURRENT_SIGNING_KEY: "sig_current",
  QSTASH_NEXT_SIGNING_KEY: "sig_next",
  PUBLIC_URL: "https://gossamer.example.com/",
  SUPABASE_JWT_SECRET: "a secret of at least thirty-two characters",
};

/** Runs with a console of its own and gives what was logged. */
function logged(run: () => unknown): string {
  const lines: string[] = [];
  const { log } = console;
  console.log = (line: string) => void lines.push(line);
  try {
    run();
  } catch {
    // The log is what counts here.
  } finally {
    console.log = log;
  }
  return lines.join("\n");
}

describe("the environment", () => {
  it("becomes settings", () => {
    expect(
      readSettings({
        ...good,
        RATE_LIMITS: "general=7, app-execute=3/50",
        ADMIN_EMAILS: "Ada@example.com, b@c.d",
        EGRESS_ALLOW: "",
      }),
    ).toMatchObject({
      publicUrl: "https://gossamer.example.com",
      rateLimits: { ...DEFAULT_LIMITS, general: { minute: 7 }, "app-execute": { minute: 3, hour: 50 } },
      adminEmails: new Set(["ada@example.com", "b@c.d"]),
      egressAllow: [],
      neonLocal: undefined,
    });
    expect(readSettings(good).rateLimits).toEqual(DEFAULT_LIMITS);
    expect(readSettings({ ...good, RATE_LIMITS: "off" }).rateLimits).toBeNull();
  });

  it.each<[string, string | undefined]>([
    ["DATABASE_URL", undefined],
    ["DATABASE_URL", "mysql://x"],
    ["UPSTASH_REDIS_REST_URL", "redis://x"],
    ["UPSTASH_REDIS_REST_TOKEN", ""],
    ["QSTASH_TOKEN", undefined],
    ["QSTASH_CURRENT_SIGNING_KEY", "sig_7kYjw48mhY7kAjqNGcy6cr29RJ6r"],
    ["QSTASH_NEXT_SIGNING_KEY", "sig_5ZB6DVzB1wjE8S6rZ7eenA8Pdnhs"],
    ["PUBLIC_URL", "gossamer"],
    ["SUPABASE_JWT_SECRET", "too-short-hunter2"],
    ["SUPABASE_JWT_SECRET", "development-only-public-secret-of-the-local-stack"],
    ["SUPABASE_JWT_SECRET", "super-secret-jwt-token-with-at-least-32-characters-long"],
    ["CREDENTIAL_KEYS", "only-an-id"],
    ["CREDENTIAL_KEYS", `a:${Buffer.alloc(31, 1).toString("base64")}`],
    ["CREDENTIAL_KEYS", `a:${Buffer.alloc(32, 1).toString("base64")},${DEVELOPMENT_CREDENTIAL_KEYS}`],
    ["PROVIDER_CLIENTS", "github=hunter2"],
    ["PROVIDER_CLIENTS", '{"github":{"client_secret":"hunter2"}}'],
    ["PROVIDER_BASE_URLS", '{"https://api.github.com":"file:///etc"}'],
    ["RATE_LIMITS", "general=none"],
    ["RATE_LIMITS", "other=3"],
    ["RATE_LIMITS", "general=3/0"],
  ])("with %s = %j is refused, and the log names the variable but not its value", (name, value) => {
    const env = { ...good, [name]: value };
    expect(() => readSettings(env)).toThrow(expect.objectContaining({ code: "UNAVAILABLE" }));
    const log = logged(() => readSettings(env));
    expect(log).toContain(name);
    if (value !== undefined && value !== "") expect(log).not.toContain(value);
  });

  it("may have development secrets in the local stack", () => {
    const secret = "development-only-public-secret-of-the-local-stack";
    expect(readSettings({ ...good, SUPABASE_JWT_SECRET: secret, LOCAL_STACK: "1" })).toMatchObject({
      supabaseJwtSecret: secret,
    });
  });
});

describe("other addresses of providers", () => {
  const locate = locating({
    "https://api.github.com": "https://github.example.com/api/v3/",
    "https://api.github.com/graphql": "https://github.example.com/api/graphql",
    "https://api.openai.com/v1/": "http://localhost:9000/proxy",
  });

  it.each([
    ["https://api.github.com/repos/a/b?page=2", "https://github.example.com/api/v3/repos/a/b?page=2"],
    ["https://api.github.com/graphql", "https://github.example.com/api/graphql"],
    ["https://api.github.com/graphqls", "https://github.example.com/api/v3/graphqls"],
    ["https://API.github.com", "https://github.example.com/api/v3/"],
    ["https://api.openai.com/v1/chat/completions", "http://localhost:9000/proxy/chat/completions"],
    ["https://api.openai.com/v2/x", "https://api.openai.com/v2/x"],
    ["https://api.github.com.example.com/x", "https://api.github.com.example.com/x"],
    ["https://user:secret@api.github.com/x", "https://user:secret@api.github.com/x"],
    ["no address", "no address"],
  ])("put %s at %s", (asked, located) => {
    expect(locate(asked)).toBe(located);
  });
});
