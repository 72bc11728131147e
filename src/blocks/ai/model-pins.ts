import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { BlockError } from "../block.ts";
import { credentialPin } from "../credential-pin.ts";
import { advanced, anyList } from "../pins.ts";
import { renderTemplate, TemplateError } from "../text/template.ts";
import { DEFAULT_OLLAMA_HOST } from "./choose-model.ts";
import { DEFAULT_MODEL, knownModels } from "./model-table.ts";
import { MODEL_PROVIDERS } from "./provider.ts";

/** Any name goes: the list is what forms offer. */
export const modelPin = () =>
  z
    .string()
    .min(1)
    .default(DEFAULT_MODEL)
    .meta({ description: "The language model", examples: knownModels().map(({ name }) => name) });

/** Not needed where the platform has a key of its own for the provider of the model. */
export const modelCredentials = () =>
  credentialPin({
    provider: MODEL_PROVIDERS,
    types: ["api_key"],
    discriminator: "model",
    discriminatorMapping: Object.fromEntries(knownModels().map(({ name, provider }) => [name, provider])),
    description: "Your credential for the model's provider; without one the platform's own key is used",
  }).optional();

export const maxTokensPin = () =>
  z.int().positive().optional().meta(advanced("How many tokens the answer may have"));

export const ollamaHostPin = () =>
  z.string().default(DEFAULT_OLLAMA_HOST).meta(advanced("Where Ollama is, for its models"));

export const retryPin = () =>
  z
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe("How often the model is asked at most, if it fails or its answer does not fit");

export const promptValuesPin = () =>
  z.record(z.string(), z.string()).default({}).describe("Values for the templates in the prompts");

export const promptOutput = () => anyList().describe("The messages that the model was sent");

/** A prompt with its values in place. Without values it is no template: braces stay braces. */
export function filledPrompt(template: string, values: JsonObject): string {
  if (Object.keys(values).length === 0) return template;
  try {
    return renderTemplate(template, values);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new BlockError(`The template of the prompt fails: ${error.message}`, { cause: error });
  }
}
