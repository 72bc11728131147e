import { describe, expect, it } from "vitest";
import { embeddedGraphs } from "#domain/graphs/embedded.ts";
import type { JsonObject } from "#lib/json.ts";

const exported = (settings?: JsonObject | null): JsonObject => ({
  id: "A",
  version: 1,
  nodes: [],
  links: [],
  ...(settings !== undefined && { settings }),
});

describe("the settings of a graph inside an export", () => {
  it("are what its runs go by", () => {
    const settings = {
      sensitive_action_safe_mode: true,
      human_in_the_loop_safe_mode: false,
      max_cost: 0.5,
      max_node_cost: 0.1,
      max_node_executions: 50,
      max_seconds: 90,
      max_characters: 7000,
    };
    const limits = {
      cost: 500_000,
      nodeCost: 100_000,
      nodeExecutions: 50,
      wallMs: 90_000,
      totalSize: 7000,
    };
    expect(embeddedGraphs([exported(settings)])).toMatchObject([
      { id: "a", safeMode: { people: false, sensitive: true }, limits },
    ]);
  });

  it.each([[undefined], [null], [{ max_cost: "much", sensitive_action_safe_mode: 7 }]])(
    "are as by default where they cannot be read: %j",
    (settings) => {
      expect(embeddedGraphs([exported(settings)])).toMatchObject([
        { safeMode: { people: true, sensitive: false }, limits: {} },
      ]);
    },
  );
});
