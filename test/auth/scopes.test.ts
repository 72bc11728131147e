import { describe, expect, it } from "vitest";
import { impliedScopes, SCOPES } from "#domain/scopes.ts";

const implied = (...words: string[]) => [...impliedScopes(words)].toSorted();

describe("scope words", () => {
  it.each<[string[], string[]]>([
    [["READ_GRAPH"], ["READ_GRAPH", "agents:read", "runs:read"]],
    [
      ["agents:read", "runs:read"],
      ["READ_GRAPH", "agents:read", "runs:read"],
    ],
    [["EXECUTE_GRAPH"], ["EXECUTE_GRAPH", "agents:write", "signals:write"]],
    [
      ["agents:execute"],
      [
        "EXECUTE_GRAPH",
        "READ_GRAPH",
        "agents:execute",
        "agents:read",
        "agents:write",
        "runs:read",
        "signals:write",
      ],
    ],
    [["IDENTITY"], ["IDENTITY", "email", "openid", "profile"]],
    [
      ["openid", "profile", "email"],
      ["IDENTITY", "email", "openid", "profile"],
    ],
    [["mcp:tools"], ["USE_TOOLS", "mcp:tools"]],
    [
      ["READ_INTEGRATIONS"],
      ["READ_INTEGRATIONS", "connections:read", "credentials:read", "integrations:list"],
    ],
    [["integrations:delete"], ["DELETE_INTEGRATIONS", "integrations:delete"]],
  ])("%j amounts to %j", (words, expected) => {
    expect(implied(...words)).toEqual(expected.toSorted());
  });

  it.each([
    "runs:read",
    "agents:read",
    "agents:write",
    "signals:write",
    "openid",
    "credentials:read",
    "usage:read",
  ])("%s, a part or a word of one family, implies nothing else", (word) => {
    expect(implied(word)).toEqual([word]);
  });

  it("connecting is not deleting, though credentials:write is both", () => {
    expect(implied("MANAGE_INTEGRATIONS")).not.toContain("DELETE_INTEGRATIONS");
    expect(implied("MANAGE_INTEGRATIONS")).not.toContain("credentials:write");
    expect(implied("credentials:write")).toContain("integrations:delete");
  });

  it("unknown words give nothing", () => {
    expect(implied("ADMIN", "runs:write", "__proto__", "constructor")).toEqual([]);
  });

  it("implication is closed: what is implied implies nothing more", () => {
    for (const word of SCOPES) {
      const once = implied(word);
      expect(implied(...once)).toEqual(once);
    }
  });
});
