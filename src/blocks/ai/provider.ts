/** Providers of language models, by the names that credentials and exported graphs use. */
export const MODEL_PROVIDERS = [
  "openai",
  "anthropic",
  "google_ai",
  "groq",
  "open_router",
  "ollama",
  "workers_ai",
  "llama_api",
  "aiml_api",
  "v0",
  "openai_compatible",
] as const;

export type ModelProvider = (typeof MODEL_PROVIDERS)[number];

export interface ProviderFacts {
  /** The API that it speaks: OpenAI's chat completions, Anthropic's messages, Google's generateContent. */
  protocol: "chat-completions" | "messages" | "generate-content";
  /** Begins the names of its settings: `<prefix>_API_KEY`, `<prefix>_BASE_URL`. */
  prefix: string;
  /** Null where it differs from account to account: a setting says it. */
  baseUrl: string | null;
  /** Whether it takes a JSON Schema for its answer; others are told in words, and checked all the same. */
  takesSchemas: boolean;
}

const chat = (prefix: string, baseUrl: string | null, takesSchemas: boolean): ProviderFacts => ({
  protocol: "chat-completions",
  prefix,
  baseUrl,
  takesSchemas,
});

export const PROVIDERS: Readonly<Record<ModelProvider, ProviderFacts>> = {
  openai: chat("OPENAI", "https://api.openai.com/v1", true),
  anthropic: {
    protocol: "messages",
    prefix: "ANTHROPIC",
    baseUrl: "https://api.anthropic.com/v1",
    takesSchemas: true,
  },
  google_ai: {
    protocol: "generate-content",
    prefix: "GOOGLE_AI",
    baseUrl: "https://generativelanguage.googleapis.com/v1beta",
    takesSchemas: true,
  },
  groq: chat("GROQ", "https://api.groq.com/openai/v1", false),
  open_router: chat("OPENROUTER", "https://openrouter.ai/api/v1", true),
  ollama: chat("OLLAMA", "http://localhost:11434/v1", true),
  workers_ai: chat("WORKERS_AI", null, true),
  llama_api: chat("LLAMA", "https://api.llama.com/compat/v1", true),
  aiml_api: chat("AIML", "https://api.aimlapi.com/v1", false),
  v0: chat("V0", "https://api.v0.dev/v1", false),
  openai_compatible: chat("OPENAI_COMPATIBLE", null, false),
};

export const isModelProvider = (name: string): name is ModelProvider => Object.hasOwn(PROVIDERS, name);

/** Who has a model of this name, when neither a credential nor the table says; null when the name says nothing. */
export function providerByName(model: string): ModelProvider | null {
  const [prefix = ""] = model.split(":", 1);
  if (isModelProvider(prefix)) return prefix;
  return BY_NAME.find(([pattern]) => pattern.test(model))?.[1] ?? null;
}

/** The model's own name: `groq:llama-4` is `llama-4` to its provider. */
export const withoutPrefix = (model: string, provider: ModelProvider): string =>
  model.startsWith(`${provider}:`) ? model.slice(provider.length + 1) : model;

const BY_NAME: readonly (readonly [RegExp, ModelProvider])[] = [
  [/^@cf\//, "workers_ai"],
  [/^(gpt|chatgpt|codex)-|^o\d/, "openai"],
  [/^claude-/, "anthropic"],
  [/^gemini-/, "google_ai"],
  [/^v0-/, "v0"],
  [/^[\w.-]+\/./, "open_router"],
  [/^[\w.-]+:[\w.-]+$/, "ollama"],
];
