import { afterAll, describe, expect, it } from "vitest";
import { BLOCK, startPlatform } from "./platform.ts";

const platform = await startPlatform();
const { models } = platform.stack;
afterAll(() => platform.stop());

const TEXT_GENERATOR = "1f292d4a-41a4-4977-9684-7c8d560b9f91";

describe("a model without an account", () => {
  const graph = platform.graph({
    name: "Poet",
    nodes: [
      { id: "in", block_id: BLOCK.input, input_default: { name: "topic" } },
      { id: "poet", block_id: TEXT_GENERATOR, input_default: { prompt: "A poem on {{ topic }}" } },
      { id: "out", block_id: BLOCK.output, input_default: { name: "poem" } },
    ],
    links: [
      { source_id: "in", source_name: "result", sink_id: "poet", sink_name: "prompt_values_#_topic" },
      { source_id: "poet", source_name: "response", sink_id: "out", sink_name: "value" },
    ],
  });

  it("answers out of the box, and its tokens are in the run's stats", async () => {
    const execution = await platform.ended(await platform.start(await graph, { topic: "the sea" }));
    expect(execution).toMatchObject({
      status: "COMPLETED",
      outputs: { poem: [expect.stringContaining("A poem on the sea")] },
    });
    expect(JSON.stringify(execution["stats"])).toMatch(/[1-9]/);
  });

  it("is asked again by the engine when it was busy for long", async () => {
    models.scripts.push({
      when: "A poem on patience",
      answers: [{ status: 503, headers: { "retry-after": "11" } }, { text: "Waited." }],
    });
    const execution = await platform.ended(await platform.start(await graph, { topic: "patience" }), 60_000);
    expect(execution).toMatchObject({ status: "COMPLETED", outputs: { poem: ["Waited."] } });
  });
});
