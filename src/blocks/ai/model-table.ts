import { MODEL_PROVIDERS, type ModelProvider } from "./provider.ts";

/** What is known of a model. Prices are US dollars for a million tokens, which is micro-dollars for one. */
export interface ModelFacts {
  name: string;
  provider: ModelProvider;
  /** Its name in the model list of older exports, such as `GPT4O`. */
  listName?: string | undefined;
  /** Tokens that prompt and answer may have together. */
  contextWindow: number;
  /** Tokens that an answer may have. */
  maxOutput?: number | undefined;
  inputPrice?: number | undefined;
  outputPrice?: number | undefined;
}

/** Of a node that names no model. */
export const DEFAULT_MODEL = "gpt-5.2-2025-12-11";

type Row = readonly [
  listName: string,
  name: string,
  contextWindow: number,
  maxOutput?: number | null,
  inputPrice?: number,
  outputPrice?: number,
];

/**
 * Models by provider. A model without prices is paid for all the same: its cost is what the provider's answer says
 * (OpenRouter does), or unknown. Settings may replace and add entries; a model that is not here works too.
 */
const ROWS: Partial<Record<ModelProvider, readonly Row[]>> = {
  openai: [
    ["GPT5_2", "gpt-5.2-2025-12-11", 400_000, 128_000, 1.75, 14],
    ["GPT5_1", "gpt-5.1-2025-11-13", 400_000, 128_000, 1.25, 10],
    ["GPT5", "gpt-5-2025-08-07", 400_000, 128_000, 1.25, 10],
    ["GPT5_MINI", "gpt-5-mini-2025-08-07", 400_000, 128_000, 0.25, 2],
    ["GPT5_NANO", "gpt-5-nano-2025-08-07", 400_000, 128_000, 0.05, 0.4],
    ["GPT5_CHAT", "gpt-5-chat-latest", 128_000, 16_384, 1.25, 10],
    ["GPT41", "gpt-4.1-2025-04-14", 1_047_576, 32_768, 2, 8],
    ["GPT41_MINI", "gpt-4.1-mini-2025-04-14", 1_047_576, 32_768, 0.4, 1.6],
    ["GPT4O", "gpt-4o", 128_000, 16_384, 2.5, 10],
    ["GPT4O_MINI", "gpt-4o-mini", 128_000, 16_384, 0.15, 0.6],
    ["GPT4_TURBO", "gpt-4-turbo", 128_000, 4096, 10, 30],
    ["O3", "o3-2025-04-16", 200_000, 100_000, 2, 8],
    ["O3_MINI", "o3-mini", 200_000, 100_000, 1.1, 4.4],
    ["O1", "o1", 200_000, 100_000, 15, 60],
    ["O1_MINI", "o1-mini", 128_000, 65_536, 1.1, 4.4],
  ],
  anthropic: [
    ["CLAUDE_4_7_OPUS", "claude-opus-4-7", 200_000, 128_000, 5, 25],
    ["CLAUDE_4_6_OPUS", "claude-opus-4-6", 200_000, 128_000, 5, 25],
    ["CLAUDE_4_6_SONNET", "claude-sonnet-4-6", 200_000, 64_000, 3, 15],
    ["CLAUDE_4_5_OPUS", "claude-opus-4-5-20251101", 200_000, 64_000, 5, 25],
    ["CLAUDE_4_5_SONNET", "claude-sonnet-4-5-20250929", 200_000, 64_000, 3, 15],
    ["CLAUDE_4_5_HAIKU", "claude-haiku-4-5-20251001", 200_000, 64_000, 1, 5],
    ["CLAUDE_4_1_OPUS", "claude-opus-4-1-20250805", 200_000, 32_000, 15, 75],
    ["CLAUDE_4_OPUS", "claude-opus-4-20250514", 200_000, 32_000, 15, 75],
    ["CLAUDE_4_SONNET", "claude-sonnet-4-20250514", 200_000, 64_000, 3, 15],
    ["CLAUDE_3_HAIKU", "claude-3-haiku-20240307", 200_000, 4096, 0.25, 1.25],
  ],
  google_ai: [
    ["", "gemini-3.1-pro-preview", 1_048_576, 65_536, 2, 12],
    ["", "gemini-3-flash-preview", 1_048_576, 65_536, 0.5, 3],
    ["", "gemini-2.5-pro", 1_048_576, 65_536, 1.25, 10],
    ["", "gemini-2.5-flash", 1_048_576, 65_536, 0.3, 2.5],
    ["", "gemini-2.5-flash-lite", 1_048_576, 65_536, 0.1, 0.4],
  ],
  groq: [
    ["LLAMA3_3_70B", "llama-3.3-70b-versatile", 131_072, 32_768, 0.59, 0.79],
    ["LLAMA3_1_8B", "llama-3.1-8b-instant", 131_072, 131_072, 0.05, 0.08],
  ],
  ollama: [
    ["OLLAMA_LLAMA3_3", "llama3.3", 8192, null, 0, 0],
    ["OLLAMA_LLAMA3_2", "llama3.2", 8192, null, 0, 0],
    ["OLLAMA_LLAMA3_8B", "llama3", 8192, null, 0, 0],
    ["OLLAMA_LLAMA3_405B", "llama3.1:405b", 8192, null, 0, 0],
    ["OLLAMA_DOLPHIN", "dolphin-mistral:latest", 32_768, null, 0, 0],
  ],
  workers_ai: [
    ["", "@cf/meta/llama-3.3-70b-instruct-fp8-fast", 24_000, null, 0.293, 2.253],
    ["", "@cf/openai/gpt-oss-120b", 128_000, null, 0.35, 0.75],
    ["", "@cf/openai/gpt-oss-20b", 128_000, null, 0.2, 0.3],
  ],
  open_router: [
    ["OPENAI_GPT_OSS_120B", "openai/gpt-oss-120b", 131_072],
    ["OPENAI_GPT_OSS_20B", "openai/gpt-oss-20b", 131_072],
    ["GEMINI_2_5_PRO_PREVIEW", "google/gemini-2.5-pro-preview-03-25", 1_048_576, 65_536],
    ["GEMINI_2_5_PRO", "google/gemini-2.5-pro", 1_048_576, 65_536],
    ["GEMINI_3_1_PRO_PREVIEW", "google/gemini-3.1-pro-preview", 1_048_576, 65_536],
    ["GEMINI_3_FLASH_PREVIEW", "google/gemini-3-flash-preview", 1_048_576, 65_536],
    ["GEMINI_2_5_FLASH", "google/gemini-2.5-flash", 1_048_576, 65_536],
    ["GEMINI_2_0_FLASH", "google/gemini-2.0-flash-001", 1_048_576, 8192],
    ["GEMINI_3_1_FLASH_LITE_PREVIEW", "google/gemini-3.1-flash-lite-preview", 1_048_576, 65_536],
    ["GEMINI_2_5_FLASH_LITE_PREVIEW", "google/gemini-2.5-flash-lite-preview-06-17", 1_048_576, 65_536],
    ["GEMINI_2_0_FLASH_LITE", "google/gemini-2.0-flash-lite-001", 1_048_576, 8192],
    ["MISTRAL_NEMO", "mistralai/mistral-nemo", 131_072],
    ["MISTRAL_LARGE_3", "mistralai/mistral-large-2512", 262_144],
    ["MISTRAL_MEDIUM_3_1", "mistralai/mistral-medium-3.1", 131_072],
    ["MISTRAL_SMALL_3_2", "mistralai/mistral-small-3.2-24b-instruct", 131_072],
    ["CODESTRAL", "mistralai/codestral-2508", 256_000],
    ["COHERE_COMMAND_R_08_2024", "cohere/command-r-08-2024", 128_000, 4096],
    ["COHERE_COMMAND_R_PLUS_08_2024", "cohere/command-r-plus-08-2024", 128_000, 4096],
    ["COHERE_COMMAND_A_03_2025", "cohere/command-a-03-2025", 256_000, 8192],
    ["COHERE_COMMAND_A_TRANSLATE_08_2025", "cohere/command-a-translate-08-2025", 16_384, 8192],
    ["COHERE_COMMAND_A_REASONING_08_2025", "cohere/command-a-reasoning-08-2025", 256_000, 32_768],
    ["COHERE_COMMAND_A_VISION_07_2025", "cohere/command-a-vision-07-2025", 128_000, 8192],
    ["DEEPSEEK_CHAT", "deepseek/deepseek-chat", 65_536, 8192],
    ["DEEPSEEK_R1_0528", "deepseek/deepseek-r1-0528", 163_840],
    ["PERPLEXITY_SONAR", "perplexity/sonar", 127_072],
    ["PERPLEXITY_SONAR_PRO", "perplexity/sonar-pro", 200_000, 8000],
    ["PERPLEXITY_SONAR_REASONING_PRO", "perplexity/sonar-reasoning-pro", 128_000],
    ["PERPLEXITY_SONAR_DEEP_RESEARCH", "perplexity/sonar-deep-research", 128_000],
    ["NOUSRESEARCH_HERMES_3_LLAMA_3_1_405B", "nousresearch/hermes-3-llama-3.1-405b", 131_072],
    ["NOUSRESEARCH_HERMES_3_LLAMA_3_1_70B", "nousresearch/hermes-3-llama-3.1-70b", 131_072],
    ["AMAZON_NOVA_LITE_V1", "amazon/nova-lite-v1", 300_000, 5120],
    ["AMAZON_NOVA_MICRO_V1", "amazon/nova-micro-v1", 128_000, 5120],
    ["AMAZON_NOVA_PRO_V1", "amazon/nova-pro-v1", 300_000, 5120],
    ["MICROSOFT_WIZARDLM_2_8X22B", "microsoft/wizardlm-2-8x22b", 65_536],
    ["MICROSOFT_PHI_4", "microsoft/phi-4", 16_384],
    ["GRYPHE_MYTHOMAX_L2_13B", "gryphe/mythomax-l2-13b", 4096],
    ["META_LLAMA_4_SCOUT", "meta-llama/llama-4-scout", 131_072],
    ["META_LLAMA_4_MAVERICK", "meta-llama/llama-4-maverick", 1_048_576],
    ["GROK_3", "x-ai/grok-3", 131_072],
    ["GROK_4", "x-ai/grok-4", 256_000],
    ["GROK_4_FAST", "x-ai/grok-4-fast", 2_000_000],
    ["GROK_4_1_FAST", "x-ai/grok-4.1-fast", 2_000_000],
    ["GROK_4_20", "x-ai/grok-4.20", 2_000_000],
    ["GROK_4_20_MULTI_AGENT", "x-ai/grok-4.20-multi-agent", 2_000_000],
    ["GROK_CODE_FAST_1", "x-ai/grok-code-fast-1", 256_000, 10_000],
    ["KIMI_K2", "moonshotai/kimi-k2", 131_072],
    ["KIMI_K2_0905", "moonshotai/kimi-k2-0905", 262_144],
    ["KIMI_K2_5", "moonshotai/kimi-k2.5", 262_144],
    ["KIMI_K2_6", "moonshotai/kimi-k2.6", 262_144],
    ["KIMI_K2_THINKING", "moonshotai/kimi-k2-thinking", 262_144],
    ["QWEN3_235B_A22B_THINKING", "qwen/qwen3-235b-a22b-thinking-2507", 262_144],
    ["QWEN3_CODER", "qwen/qwen3-coder", 262_144],
    ["ZAI_GLM_4_32B", "z-ai/glm-4-32b", 128_000],
    ["ZAI_GLM_4_5", "z-ai/glm-4.5", 131_072],
    ["ZAI_GLM_4_5_AIR", "z-ai/glm-4.5-air", 131_072],
    ["ZAI_GLM_4_5_AIR_FREE", "z-ai/glm-4.5-air:free", 131_072],
    ["ZAI_GLM_4_5V", "z-ai/glm-4.5v", 65_536],
    ["ZAI_GLM_4_6", "z-ai/glm-4.6", 202_752],
    ["ZAI_GLM_4_6V", "z-ai/glm-4.6v", 131_072],
    ["ZAI_GLM_4_7", "z-ai/glm-4.7", 202_752],
    ["ZAI_GLM_4_7_FLASH", "z-ai/glm-4.7-flash", 202_752],
    ["ZAI_GLM_5", "z-ai/glm-5", 202_752],
    ["ZAI_GLM_5_TURBO", "z-ai/glm-5-turbo", 202_752],
    ["ZAI_GLM_5V_TURBO", "z-ai/glm-5v-turbo", 202_752],
  ],
  llama_api: [
    ["LLAMA_API_LLAMA_4_SCOUT", "Llama-4-Scout-17B-16E-Instruct-FP8", 128_000, 4028],
    ["LLAMA_API_LLAMA4_MAVERICK", "Llama-4-Maverick-17B-128E-Instruct-FP8", 128_000, 4028],
    ["LLAMA_API_LLAMA3_3_8B", "Llama-3.3-8B-Instruct", 128_000, 4028],
    ["LLAMA_API_LLAMA3_3_70B", "Llama-3.3-70B-Instruct", 128_000, 4028],
  ],
  aiml_api: [
    ["AIML_API_QWEN2_5_72B", "Qwen/Qwen2.5-72B-Instruct-Turbo", 32_000, 8000],
    ["AIML_API_LLAMA3_1_70B", "nvidia/llama-3.1-nemotron-70b-instruct", 128_000, 40_000],
    ["AIML_API_LLAMA3_3_70B", "meta-llama/Llama-3.3-70B-Instruct-Turbo", 128_000],
    ["AIML_API_META_LLAMA_3_1_70B", "meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo", 131_000, 2000],
    ["AIML_API_LLAMA_3_2_3B", "meta-llama/Llama-3.2-3B-Instruct-Turbo", 128_000],
  ],
  v0: [
    ["V0_1_5_MD", "v0-1.5-md", 128_000, 64_000],
    ["V0_1_5_LG", "v0-1.5-lg", 512_000, 64_000],
    ["V0_1_0_MD", "v0-1.0-md", 128_000, 64_000],
  ],
};

/** The models that we know, made when they are first asked for. */
export const knownModels = (): ModelFacts[] =>
  MODEL_PROVIDERS.flatMap((provider) => (ROWS[provider] ?? []).map((row) => factsOf(provider, row)));

function factsOf(provider: ModelProvider, row: Row): ModelFacts {
  const [listName, name, contextWindow, maxOutput, inputPrice, outputPrice] = row;
  return {
    listName: listName || undefined,
    name,
    provider,
    contextWindow,
    maxOutput: maxOutput ?? undefined,
    inputPrice,
    outputPrice,
  };
}
