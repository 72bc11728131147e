import { BlockError, type BlockIo } from "../block.ts";
import type { CredentialRef } from "../credential-pin.ts";
import type { ModelFacts } from "./model-table.ts";
import type { Fetch } from "./model-world.ts";
import { isModelProvider, type ModelProvider, PROVIDERS, providerByName, withoutPrefix } from "./provider.ts";

/** The pins that every block with a model has. */
export interface ModelChoice {
  model: string;
  credentials?: CredentialRef | undefined;
  ollama_host: string;
}

export interface ChosenModel {
  facts: ModelFacts;
  baseUrl: string;
  fetch: Fetch;
}

export const DEFAULT_OLLAMA_HOST = "localhost:11434";

/** Of a model that the table does not have. */
const USUAL_WINDOW = 128_000;
/** Models take longer than other hosts; the node's own deadline is what ends them. */
const ANSWER_WITHIN_MS = 600_000;

/**
 * The model, who has it, and the way there: by the node's credential, else by the platform's own key. Throws a
 * BlockError when the name says nothing of its provider, or nobody has a key.
 */
export function chooseModel(io: BlockIo, choice: ModelChoice): ChosenModel {
  const { credentials } = choice;
  const listed = io.models.facts(choice.model);
  const provider = providerOf(choice, listed);
  const name = withoutPrefix(listed?.name ?? choice.model, provider);
  const facts = { ...(listed ?? io.models.facts(name) ?? { contextWindow: USUAL_WINDOW }), name, provider };
  if (provider === "ollama" && choice.ollama_host !== DEFAULT_OLLAMA_HOST) {
    return {
      facts,
      baseUrl: ollamaUrl(choice.ollama_host),
      fetch: (url, init) => io.fetch(url, { ...init, timeoutMs: ANSWER_WITHIN_MS }),
    };
  }
  if (credentials === undefined) return { facts, ...ownAccess(io, provider) };
  const baseUrl = io.models.baseUrl(provider);
  if (baseUrl === null) throw notConfigured(provider, "BASE_URL");
  const fetch: Fetch = (url, init) =>
    io.fetch(url, { ...init, using: credentials, timeoutMs: ANSWER_WITHIN_MS });
  return { facts, baseUrl, fetch };
}

function providerOf({ model, credentials }: ModelChoice, listed: ModelFacts | undefined): ModelProvider {
  if (credentials !== undefined && isModelProvider(credentials.provider)) return credentials.provider;
  const provider = listed?.provider ?? providerByName(model);
  if (provider === null) {
    throw new BlockError(
      `No provider is known for the model "${model}": choose a credential, or write it as provider:model`,
    );
  }
  return provider;
}

function ownAccess(io: BlockIo, provider: ModelProvider) {
  const own = io.models.own(provider);
  if (own === null) throw notConfigured(provider, "API_KEY");
  return own;
}

const notConfigured = (provider: ModelProvider, setting: string): BlockError =>
  new BlockError(
    `The node has no credential for ${provider}, and this platform has none of its own (${PROVIDERS[provider].prefix}_${setting})`,
  );

/** Ollama speaks chat completions below /v1; a host without a scheme is taken as http. */
function ollamaUrl(host: string): string {
  const url = URL.parse(/^https?:\/\//i.test(host) ? host : `http://${host}`);
  if (url === null) throw new BlockError(`"${host}" is no host`);
  const path = url.pathname.replace(/\/+$/, "");
  return `${url.origin}${path === "" ? "/v1" : path}`;
}
