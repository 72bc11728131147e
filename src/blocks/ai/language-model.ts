import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { Fetch } from "./model-world.ts";
import { type ModelProvider, PROVIDERS } from "./provider.ts";

export interface ModelAddress {
  provider: ModelProvider;
  /** The model's name as its provider knows it. */
  model: string;
  baseUrl: string;
  /** Adds the key on the way. */
  fetch: Fetch;
}

/** What libraries insist on where a key would stand; it leaves this file in no request. */
const NO_KEY = "none";
const KEY_HEADERS = ["authorization", "x-api-key", "x-goog-api-key"];

/**
 * The AI SDK's model for an address. Imported from the start: on demand, esbuild would make a lazy module of zod, which
 * they share with us, and forget to open it. Their schemas are lazy in any case.
 */
export async function languageModel(address: ModelAddress): Promise<LanguageModelV4> {
  const { provider, model, baseUrl: baseURL } = address;
  const { protocol, takesSchemas } = PROVIDERS[provider];
  const fetch = withoutKeys(address.fetch);
  switch (protocol) {
    case "messages": {
      const { createAnthropic } = await import("@ai-sdk/anthropic");
      return createAnthropic({ baseURL, apiKey: NO_KEY, fetch })(model);
    }
    case "generate-content": {
      const { createGoogle } = await import("@ai-sdk/google");
      return createGoogle({ baseURL, apiKey: NO_KEY, fetch })(model);
    }
    case "chat-completions": {
      const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
      const settings = { name: provider, baseURL, fetch, includeUsage: true };
      return createOpenAICompatible({
        ...settings,
        supportsStructuredOutputs: takesSchemas,
        transformRequestBody: (body) => withLimitOf(provider, body),
      })(model);
    }
  }
}

/** OpenAI's reasoning models refuse `max_tokens`; the others of theirs take the newer name as well. */
function withLimitOf(provider: ModelProvider, body: Record<string, unknown>): Record<string, unknown> {
  const { max_tokens, ...rest } = body;
  return provider === "openai" && max_tokens !== undefined
    ? { ...rest, max_completion_tokens: max_tokens }
    : body;
}

function withoutKeys(send: Fetch): typeof fetch {
  return (input, init = {}) => {
    const headers = new Headers(init.headers);
    for (const name of KEY_HEADERS) headers.delete(name);
    return send(String(input), { ...init, headers });
  };
}
