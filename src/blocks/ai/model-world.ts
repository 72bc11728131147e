import type { ModelFacts } from "./model-table.ts";
import type { ModelProvider } from "./provider.ts";

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

/** The platform's own way to a provider: where it is, and a fetch that adds the platform's key there and nowhere else. */
export interface OwnAccess {
  baseUrl: string;
  fetch: Fetch;
}

/** Language models as this platform has them: its list of models, its providers, and its own keys. */
export interface ModelWorld {
  /** By name, or by the name that older exports have for it. */
  facts(model: string): ModelFacts | undefined;
  /** Where a provider is for users with a credential of their own; null when a setting would have to say. */
  baseUrl(provider: ModelProvider): string | null;
  /** Null when the platform has no key for the provider. */
  own(provider: ModelProvider): OwnAccess | null;
}
