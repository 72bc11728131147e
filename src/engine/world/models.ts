import { knownModels, type ModelFacts } from "#blocks/ai/model-table.ts";
import type { ModelWorld } from "#blocks/ai/model-world.ts";
import { MODEL_PROVIDERS, type ModelProvider, PROVIDERS } from "#blocks/ai/provider.ts";
import { BlockError, type BlockRequest } from "#blocks/block.ts";

export interface ModelSettings {
  /** Where providers are, and the platform's own keys for them. */
  providers: Partial<Record<ModelProvider, { baseUrl: string | undefined; apiKey: string | undefined }>>;
  /** Models that the list does not have, or has otherwise. */
  models: readonly ModelFacts[];
  /** Stands in for providers that the platform has no key for; only the local stack sets it. */
  stubUrl: string | undefined;
}

type Send = (url: string, init?: BlockRequest) => Promise<Response>;

const ANSWER_WITHIN_MS = 600_000;

/**
 * Models as the settings have them. `send` reaches whatever the platform's own settings name. Keys leave this file
 * only in the header of a request to their own provider.
 */
export function makeModelWorld({ providers, models, stubUrl }: ModelSettings, send: Send): ModelWorld {
  let list: Map<string, ModelFacts> | undefined;
  return {
    facts: (model) => {
      list ??= listOf([...knownModels(), ...models]);
      return list.get(model);
    },
    baseUrl: (provider) => PROVIDERS[provider].baseUrl ?? providers[provider]?.baseUrl ?? null,
    own: (provider) => {
      const { baseUrl = PROVIDERS[provider].baseUrl, apiKey } = providers[provider] ?? {};
      if (apiKey !== undefined && baseUrl !== null) return access(provider, baseUrl, apiKey, send);
      // Ollama asks for no key: to say where it is is enough.
      if (provider === "ollama" && providers.ollama?.baseUrl !== undefined)
        return access(provider, providers.ollama.baseUrl, null, send);
      return stubUrl === undefined
        ? null
        : access(provider, stubUrl + STUB_PATHS[PROVIDERS[provider].protocol], null, send);
    },
  };
}

/** Hosts that the platform's own calls may reach, public or not: those its settings name. */
export const modelHosts = ({ providers, stubUrl }: ModelSettings): string[] =>
  [...MODEL_PROVIDERS.map((provider) => providers[provider]?.baseUrl), stubUrl].flatMap((url) =>
    url === undefined ? [] : new URL(url).host,
  );

const STUB_PATHS = { "chat-completions": "/v1", messages: "/v1", "generate-content": "/v1beta" } as const;

function listOf(models: readonly ModelFacts[]): Map<string, ModelFacts> {
  const list = new Map<string, ModelFacts>();
  for (const facts of models) {
    list.set(facts.name, facts);
    if (facts.listName !== undefined) list.set(facts.listName, facts);
  }
  return list;
}

function access(provider: ModelProvider, baseUrl: string, apiKey: string | null, send: Send) {
  return {
    baseUrl,
    fetch: (url: string, init: RequestInit = {}) => {
      if (!url.startsWith(`${baseUrl}/`)) throw new BlockError(`${url} is not below ${baseUrl}`);
      const headers = new Headers(init.headers);
      if (apiKey !== null) headers.set(...keyHeader(provider, apiKey));
      return send(url, { ...init, headers, redirect: "error", timeoutMs: ANSWER_WITHIN_MS });
    },
  };
}

function keyHeader(provider: ModelProvider, key: string): [name: string, value: string] {
  switch (PROVIDERS[provider].protocol) {
    case "chat-completions":
      return ["authorization", `Bearer ${key}`];
    case "messages":
      return ["x-api-key", key];
    case "generate-content":
      return ["x-goog-api-key", key];
  }
}
