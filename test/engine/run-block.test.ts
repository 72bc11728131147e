import { describe, expect, it } from "vitest";
import { aiTextGenerator } from "#blocks/ai/ai-text-generator.ts";
import type { BlockIo } from "#blocks/block.ts";
import { sendWebRequest } from "#blocks/http/send-web-request.ts";
import { runAlone } from "#engine/steps/run-block.ts";
import type { JsonObject } from "#lib/json.ts";
import { quietIo } from "../blocks/run.ts";

const run = (blockId: string, input: JsonObject, io: Partial<BlockIo>, timeoutMs = 5000) =>
  runAlone(
    { world: () => ({ ...quietIo(), ...io }), now: Date.now },
    { id: "run-1", userId: "ada", blockId, input, timeoutMs },
  );

describe("a block by itself", () => {
  it("is charged what it used", async () => {
    const [example] = aiTextGenerator.examples;
    const answers = [...(example?.answers ?? [])];
    const fetch = async () => {
      const { body = null, headers = {} } = answers.shift() ?? {};
      return new Response(typeof body === "string" ? body : JSON.stringify(body), { headers });
    };
    const credentials = { id: crypto.randomUUID(), provider: "openai", type: "api_key" };
    const input = { ...example?.input, credentials };
    const { outputs, error, spent } = await run(aiTextGenerator.id, input, { fetch });
    expect(error).toBe(null);
    expect(outputs.map(({ data }) => data)).toEqual(Object.values(example?.yields ?? {}).flat());
    expect(spent).toMatchObject({ calls: 1 });
    expect((spent?.inputTokens ?? 0) + (spent?.outputTokens ?? 0)).toBeGreaterThan(0);
  });

  it("is left behind at its deadline", async () => {
    const request = { url: "https://api.example.com/slow", method: "GET" };
    const never = () => new Promise<Response>(() => undefined);
    const { error } = await run(sendWebRequest.id, request, { fetch: never }, 50);
    expect(error).toBe("It took longer than 50 ms");
  });
});
