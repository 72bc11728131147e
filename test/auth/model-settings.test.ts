import { describe, expect, it } from "vitest";
import { ModelVariables } from "#engine/world/model-settings.ts";
import { makeModelWorld } from "#engine/world/models.ts";

const read = (env: Record<string, string>) => makeModelWorld(ModelVariables.parse(env), (url) => fetch(url));

describe("the settings of models", () => {
  it("say which providers the platform has a key for; an empty variable says nothing", () => {
    const models = read({
      OPENAI_API_KEY: "k",
      GROQ_API_KEY: "",
      OPENAI_BASE_URL: "https://gateway.example/v1/",
    });
    expect(models.own("openai")?.baseUrl).toBe("https://gateway.example/v1");
    expect(models.own("groq")).toBeNull();
  });

  it("leave a user's own credential with its provider, wherever the platform's calls go", () => {
    const models = read({ OPENAI_API_KEY: "k", OPENAI_BASE_URL: "https://gateway.example/v1" });
    expect(models.baseUrl("openai")).toBe("https://api.openai.com/v1");
    expect(models.baseUrl("workers_ai")).toBeNull();
  });

  it("need no key for Ollama, only where it is", () => {
    expect(read({}).own("ollama")).toBeNull();
    expect(read({ OLLAMA_BASE_URL: "http://10.0.0.1:11434/v1" }).own("ollama")?.baseUrl).toBe(
      "http://10.0.0.1:11434/v1",
    );
  });

  it("add models and replace those of the list", () => {
    const mine = [
      { name: "gpt-4o", provider: "openai", context_window: 1000 },
      { name: "mine", provider: "groq", context_window: 2000, input_price: 1 },
    ];
    const models = read({ MODELS: JSON.stringify(mine) });
    expect(models.facts("gpt-4o")).toMatchObject({ contextWindow: 1000, inputPrice: undefined });
    expect(models.facts("mine")).toMatchObject({ provider: "groq", inputPrice: 1 });
    expect(models.facts("gpt-4o-mini")).toMatchObject({ contextWindow: 128_000 });
  });

  it("never send the platform's key elsewhere", async () => {
    const own = read({ OPENAI_API_KEY: "k" }).own("openai");
    expect(() => own?.fetch("https://api.openai.com.evil.example/v1/x")).toThrow("is not below");
    expect(() => own?.fetch("https://evil.example/")).toThrow("is not below");
  });

  it.each([
    ["OPENAI_BASE_URL", "not a url"],
    ["MODELS", "{"],
    ["MODELS", '[{"name": "x", "provider": "nobody", "context_window": 1}]'],
  ])("name what is wrong: %s=%s", (name, value) => {
    const { error } = ModelVariables.safeParse({ [name]: value });
    expect(error?.issues.map(({ path }) => path.join("."))).toEqual([name]);
  });
});
