import { afterAll, describe, expect, it } from "vitest";
import { orchestrator } from "#blocks/ai/orchestrator.ts";
import { BlockError } from "#blocks/block.ts";
import type { Yielded } from "#blocks/suspension.ts";
import type { Tool } from "#blocks/tool.ts";
import { makeModelWorld } from "#engine/world/models.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { Thought } from "../../local/model-stub/thought.ts";
import { startModelStub } from "../../local/model-stub.ts";
import { quietIo, runBlock } from "./run.ts";

const stub = await startModelStub();
afterAll(() => stub.stop());

const models = makeModelWorld({ providers: {}, models: [], stubUrl: stub.url }, (url, init) =>
  fetch(url, init),
);

const add = (name = "add"): Tool & { ran: JsonObject[] } => {
  const ran: JsonObject[] = [];
  return {
    name,
    description: "Adds two numbers",
    parameters: {
      type: "object",
      properties: { a: { type: "number" }, b: { type: "number" } },
      required: ["a"],
      additionalProperties: false,
    },
    pins: [
      { argument: "a", source: `tools_^_${name}_~_a`, fallback: null },
      { argument: "b", source: `tools_^_${name}_~_b`, fallback: 40 },
    ],
    ran,
    run: async (args) => {
      ran.push(args);
      if (args["a"] === 13) throw new BlockError("13 is bad luck");
      return { result: [Number(args["a"]) + Number(args["b"] ?? 40)] };
    },
  };
};

let number = 0;

/** Runs the block with tools and what the model is to answer in turn. */
async function orchestrate(
  answers: Thought[],
  input: JsonObject = {},
  tools: Tool[] = [add()],
  repeats = false,
) {
  number += 1;
  const prompt = `Task number ${number}.`;
  stub.scripts.push({ when: prompt, answers, repeats });
  const yields = await runBlock(orchestrator, { prompt, ...input }, { ...quietIo(), models, tools });
  const asked = stub.asked.filter(({ question }) =>
    question.messages.some(({ text }) => text.includes(prompt)),
  );
  return { yields, asked, prompt };
}

const call = (...args: (JsonObject | string)[]): Thought => ({
  calls: args.map((each) => ({ name: "add", arguments: each })),
});

const last = (values: Json[] | undefined): Json[] => {
  const list = values?.at(-1);
  return Array.isArray(list) ? list : [];
};

describe("one decision", () => {
  it("emits each argument on its tool pin, what is left out as the node has it, and the conversation", async () => {
    const { yields, asked } = await orchestrate([call({ a: 2 })]);
    expect(yields).toMatchObject({ "tools_^_add_~_a": [2], "tools_^_add_~_b": [40] });
    expect(yields["finished"]).toBeUndefined();
    expect(last(yields["conversations"]).at(-1)).toMatchObject({
      tool_calls: [{ function: { name: "add" } }],
    });
    expect(asked[0]?.question.tools).toMatchObject([{ name: "add", parameters: { required: ["a"] } }]);
  });

  it("goes on when the conversation comes back with the tool's output, and finishes in words", async () => {
    const { yields, prompt } = await orchestrate([call({ a: 2, b: 3 }), { text: "It is 5." }]);
    const again = {
      prompt,
      conversation_history: last(yields["conversations"]),
      last_tool_output: { result: 5 },
    };
    const end = await runBlock(orchestrator, again, { ...quietIo(), models, tools: [add()] });
    expect(end).toEqual({ finished: ["It is 5."] });
    const roles = stub.asked.at(-1)?.question.messages.map(({ role }) => role);
    expect(roles).toEqual(["system", "user", "assistant", "tool"]);
  });

  it("waits for the outputs of all tools that it called at once", async () => {
    const { yields, prompt } = await orchestrate([call({ a: 1 }, { a: 2 }), { text: "Done." }], {
      multiple_tool_calls: true,
    });
    const io = { ...quietIo(), models, tools: [add()] };
    const half = { prompt, conversation_history: last(yields["conversations"]), last_tool_output: 41 };
    const second = await runBlock(orchestrator, half, io);
    expect(Object.keys(second)).toEqual(["conversations"]);
    const whole = { prompt, conversation_history: last(second["conversations"]), last_tool_output: 42 };
    expect(await runBlock(orchestrator, whole, io)).toEqual({ finished: ["Done."] });
  });

  it("takes the first of several calls where only one is wanted", async () => {
    const { yields } = await orchestrate([call({ a: 1 }, { a: 2 })]);
    expect(yields).toMatchObject({ "tools_^_add_~_a": [1] });
    expect(JSON.stringify(yields["conversations"])).not.toContain('"a\\":2');
  });
});

describe("tool calls that cannot be carried out", () => {
  it.each<[string, JsonObject | string, string]>([
    ["arguments that are no JSON", '{"a": ', "not a JSON object"],
    ["arguments that are a list", "[1]", "not a JSON object"],
    ["a missing argument", { b: 1 }, "add needs a"],
    ["an argument of another type", { a: "two" }, '"a" of add does not fit'],
    ["an argument that does not exist", { a: 1, c: 2 }, 'no argument "c"'],
  ])("%s goes back to the model, which corrects it", async (_what, args, message) => {
    const { yields, asked } = await orchestrate([call(args), call({ a: 7 })]);
    expect(yields).toMatchObject({ "tools_^_add_~_a": [7] });
    expect(asked[1]?.question.messages.at(-1)).toMatchObject({
      role: "tool",
      text: expect.stringContaining(message),
    });
    expect(last(yields["conversations"])).toHaveLength(3);
  });

  it("are an error once the tries are used", async () => {
    const wrong: Thought = { calls: [{ name: "subtract", arguments: {} }] };
    const { yields, asked } = await orchestrate([wrong], { retry: 3 }, [add()], true);
    expect(yields).toEqual({ error: [expect.stringContaining('there is no tool "subtract"')] });
    expect(asked).toHaveLength(3);
  });
});

describe("agent mode", () => {
  it("runs tools inside until there is an answer, and tells the model what failed", async () => {
    const tool = add();
    const answers = [call({ a: 13 }), call({ a: 2, b: 3 }), { text: "It is 5." }];
    const { yields, asked } = await orchestrate(answers, { agent_mode_max_iterations: -1 }, [tool]);
    expect(yields["finished"]).toEqual(["It is 5."]);
    expect(tool.ran).toEqual([{ a: 13 }, { a: 2, b: 3 }]);
    const results = asked.at(-1)?.question.messages.filter(({ role }) => role === "tool");
    expect(results).toMatchObject([{ text: "Error: 13 is bad luck" }, { text: '{"result":[5]}' }]);
    expect(Object.keys(yields)).toEqual(["conversations", "finished"]);
  });

  it("asks for an answer without tools after so many rounds", async () => {
    const tool = add();
    const { yields, asked } = await orchestrate(
      [call({ a: 1 }), call({ a: 2 }), { text: "Enough." }],
      { agent_mode_max_iterations: 2 },
      [tool],
    );
    expect(yields["finished"]).toEqual(["Enough."]);
    expect(asked.map(({ question }) => question.mayCall)).toEqual([true, true, false]);
  });

  it("ends a loop that never ends", async () => {
    const tool = add();
    const { yields } = await orchestrate([call({ a: 1 })], { agent_mode_max_iterations: -1 }, [tool], true);
    expect(yields).toEqual({ error: ["The model goes on calling tools after 100 rounds"] });
    expect(tool.ran).toHaveLength(100);
  });

  it("goes on in a later attempt from what the earlier ones have on record", async () => {
    const busy: Thought = { status: 503, headers: { "retry-after": "60" } };
    const parsed = orchestrator.parse({ prompt: "Task of the storm.", agent_mode_max_iterations: -1 });
    const wrong: Thought = { calls: [{ name: "subtract", arguments: {} }] };
    const answers = [busy, wrong, call({ a: 1 }), busy, call({ a: 2 }), { text: "Done." }];
    stub.scripts.push({ when: "Task of the storm", answers });
    const tool = add();
    const notes: unknown[] = [];
    const attempt = async () => {
      let calls = 0;
      const once = async <T>(make: () => Promise<T>): Promise<T> => {
        calls += 1;
        if (calls > notes.length) notes.push(await make());
        return notes[calls - 1] as T;
      };
      const yields: Yielded[] = [];
      const io = { ...quietIo(), models, tools: [tool], once };
      if (!parsed.ok) throw new Error(parsed.message);
      for await (const yielded of orchestrator.run(parsed.input, io)) yields.push(yielded);
      return yields;
    };
    const refusal = { retryable: true, retryAfterMs: 60_000 };
    await expect(attempt()).rejects.toMatchObject(refusal);
    await expect(attempt()).rejects.toMatchObject(refusal);
    expect(tool.ran).toEqual([{ a: 1 }]);
    const yields = await attempt();
    expect(yields.at(-1)).toEqual(["finished", "Done."]);
    expect(yields[0]?.[1]).toHaveLength(7);
    expect(tool.ran).toEqual([{ a: 1 }, { a: 2 }]);
    expect(notes).toHaveLength(6);
  });
});
