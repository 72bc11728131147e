import * as z from "zod";
import type { ModelFacts } from "#blocks/ai/model-table.ts";
import { MODEL_PROVIDERS, PROVIDERS } from "#blocks/ai/provider.ts";
import type { ModelSettings } from "./models.ts";

const Key = z.string().optional();
const Url = z
  .union([z.literal(""), z.url({ protocol: /^https?$/ })], "is not an http(s) URL")
  .transform((url) => url.replace(/\/+$/, ""))
  .optional();

const NAMES: Record<string, z.ZodType<string | undefined>> = {
  MODELS: z.string().optional(),
  MODEL_STUB_URL: Url,
  ...Object.fromEntries(
    Object.values(PROVIDERS).flatMap(({ prefix }) => [
      [`${prefix}_API_KEY`, Key],
      [`${prefix}_BASE_URL`, Url],
    ]),
  ),
};

const Price = z.number().nonnegative().optional();

const Models = z.array(
  z.strictObject({
    name: z.string().min(1),
    provider: z.enum(MODEL_PROVIDERS),
    context_window: z.int().positive(),
    max_output: z.int().positive().optional(),
    input_price: Price,
    output_price: Price,
  }),
);

/** The variables of the environment that say what there is of language models; each may be missing or empty. */
export const ModelVariables = z.object(NAMES).transform((variables, context): ModelSettings => {
  const value = (name: string) => variables[name] || undefined;
  const models = Models.safeParse(jsonOf(value("MODELS") ?? "[]"));
  if (!models.success) {
    const message = `is not a list of models: ${z.prettifyError(models.error)}`;
    context.addIssue({ code: "custom", path: ["MODELS"], message });
  }
  const providers = MODEL_PROVIDERS.map((provider) => {
    const { prefix } = PROVIDERS[provider];
    return [provider, { apiKey: value(`${prefix}_API_KEY`), baseUrl: value(`${prefix}_BASE_URL`) }] as const;
  });
  return {
    providers: Object.fromEntries(providers),
    models: models.success ? models.data.map(factsOf) : [],
    stubUrl: value("MODEL_STUB_URL"),
  };
});

const factsOf = (model: z.output<typeof Models>[number]): ModelFacts => ({
  name: model.name,
  provider: model.provider,
  contextWindow: model.context_window,
  maxOutput: model.max_output,
  inputPrice: model.input_price,
  outputPrice: model.output_price,
});

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
