import { describe, expect, it } from "vitest";
import { isS256Challenge, verifies } from "#domain/oauth/rules/pkce.ts";
import { isAudience, parseResources } from "#domain/oauth/rules/resource.ts";
import { parseScope } from "#domain/oauth/rules/scope.ts";
import { webhookDomainFault } from "#domain/oauth/rules/webhook-domain.ts";
import { equalInConstantTime, sha256LeftHalf } from "#lib/crypto.ts";

describe("PKCE", () => {
  const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

  it("takes the pair of RFC 7636 appendix B", async () => {
    expect(isS256Challenge(challenge)).toBe(true);
    expect(await verifies(verifier, challenge)).toBe(true);
  });

  it.each([
    ["another verifier", `${verifier.slice(0, -1)}l`],
    ["the challenge itself", challenge],
    ["one that is too short", verifier.slice(1)],
    ["one that is too long", verifier.repeat(3)],
    ["other characters", `${verifier}=`],
  ])("refuses %s", async (_what, given) => expect(await verifies(given, challenge)).toBe(false));

  it.each(["", "short", challenge.slice(1), `${challenge}=`, `${challenge.slice(1)}+`])(
    "takes %j for no challenge",
    (given) => expect(isS256Challenge(given)).toBe(false),
  );
});

describe("a scope", () => {
  it("keeps its words in their order, each once", () => {
    expect(parseScope("email  openid email", ["openid", "email"])).toEqual(["email", "openid"]);
  });

  it("passes over offline_access, which every authorization has", () => {
    expect(parseScope("openid offline_access", ["openid"])).toEqual(["openid"]);
  });

  it.each(["openid admin", "openid EMAIL", "openid\temail", "email"])("refuses %j", (scope) => {
    expect(() => parseScope(scope, ["openid"])).toThrow(expect.objectContaining({ code: "invalid_scope" }));
  });

  it("quotes nothing back that could leave its place", () => {
    expect(() => parseScope('"><script>', [])).toThrow("There is no scope ???script?");
  });
});

describe("a resource", () => {
  const here = "https://here.example";

  it.each([
    [["https://here.example"], ["https://here.example"]],
    [["https://here.example/"], ["https://here.example"]],
    [["https://here.example/mcp", "https://here.example/mcp/"], ["https://here.example/mcp"]],
  ])("of %j is %j", (given, expected) => expect(parseResources(given, here)).toEqual(expected));

  it.each([
    "https://other.example/mcp",
    "https://here.example/other",
    "https://here.example/mcp#x",
    "https://here.example/mcp?x=1",
    "http://here.example/mcp",
    "mcp",
  ])("refuses %s", (given) => {
    expect(() => parseResources([given], here)).toThrow(expect.objectContaining({ code: "invalid_target" }));
  });

  it.each([
    [[], "/api/v2/graphs", true],
    [[here], "/api/v2/graphs", true],
    [[`${here}/mcp`], "/mcp", true],
    [[`${here}/mcp`], "/mcp/x", true],
    [[`${here}/mcp`], "/mcpx", false],
    [[`${here}/mcp`], "/api/v2/graphs", false],
    [[`${here}/mcp`, `${here}/api/v2`], "/api/v2/graphs", true],
  ])("%j is good for %s: %s", (resources, path, expected) => {
    expect(isAudience(resources, here, path)).toBe(expected);
  });
});

describe("a webhook domain", () => {
  it.each(["example.com", "*.example.com", "a-b.example.com", "localhost", "xn--e1afmkfd.example"])(
    "may be %s",
    (domain) => expect(webhookDomainFault(domain)).toBeNull(),
  );

  it.each([
    "",
    "com",
    "*.com",
    "*",
    "*.*.example.com",
    "a.*.example.com",
    "https://example.com",
    "example.com/hooks",
    "example.com:8443",
    "Example.com",
    "-a.example.com",
    "example..com",
    `${"a".repeat(64)}.example.com`,
  ])("may not be %j", (domain) => expect(webhookDomainFault(domain)).not.toBeNull());
});

it("compares secrets whole", () => {
  expect(equalInConstantTime("same", "same")).toBe(true);
  expect(equalInConstantTime("same", "sam")).toBe(false);
  expect(equalInConstantTime("same", "samf")).toBe(false);
  expect(equalInConstantTime("", "a")).toBe(false);
});

it("hashes an access token as OpenID Connect Core appendix A.3 does", async () => {
  expect(await sha256LeftHalf("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y")).toBe("77QmUPtjPfzWtF2AnpK9RQ");
});
