import { Environment, parse, tokenize } from "@huggingface/jinja";
import type { JsonObject } from "#lib/json.ts";
import { Lru } from "#lib/lru.ts";
import { BoundedInterpreter } from "./bounded-interpreter.ts";

type Program = ReturnType<typeof parse>;

const MAX_TEMPLATE = 65_536;
const MAX_RANGE = 10_000;
/** The tokenizer takes time that is quadratic in the length of a run of white space. */
const MAX_SPACES = 500;

/** A template that cannot be rendered; the message says why. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

/**
 * Renders a Jinja2 template, or one in the older `{name}` form, within fixed bounds of length, depth and work.
 * With `escapeHtml` what expressions print is escaped, unless it is marked `safe`. Throws a TemplateError.
 */
export function renderTemplate(
  template: string,
  values: JsonObject,
  options: { escapeHtml?: boolean } = {},
): string {
  if (template.length > MAX_TEMPLATE) throw new TemplateError(`The template is longer than ${MAX_TEMPLATE}`);
  if (template.split(/\S+/).some((spaces) => spaces.length > MAX_SPACES)) {
    throw new TemplateError(`The template has more than ${MAX_SPACES} white-space characters in a row`);
  }
  try {
    const program = parsed(withDoubleBraces(template, values));
    const environment = new Environment(GLOBALS);
    for (const [name, value] of Object.entries(values)) environment.set(name, value);
    return BoundedInterpreter.render(environment, program, options.escapeHtml ?? false);
  } catch (error) {
    throw new TemplateError(messageOf(error), { cause: error });
  }
}

/** Weighed by the length of their text, which their syntax trees exceed by about a hundred. */
const programs = new Lru<{ program: Program; length: number }>(MAX_TEMPLATE, ({ length }) => length);

function parsed(template: string): Program {
  const known = programs.get(template);
  if (known !== undefined) return known.program;
  const program = parse(tokenize(template));
  programs.set(template, { program, length: template.length });
  return program;
}

/** Only names that have a value are taken for placeholders, so that braces of JSON or CSS stay as they are. */
function withDoubleBraces(template: string, values: JsonObject): string {
  if (template.includes("{{") || template.includes("{%")) return template;
  return template.replaceAll(/\{ *(\w+) *\}/g, (found, name: string) =>
    Object.hasOwn(values, name) ? `{{ ${name} }}` : found,
  );
}

/** Shared: a template assigns in its own environment only. */
const GLOBALS = globals();

function globals(): Environment {
  const environment = new Environment();
  for (const [name, value] of [
    ["true", true],
    ["false", false],
    ["none", null],
  ] as const) {
    environment.set(name, value);
    environment.set(name.charAt(0).toUpperCase() + name.slice(1), value);
  }
  environment.set("range", range);
  return environment;
}

function range(first: unknown, second?: unknown, step: unknown = 1): number[] {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  if (!Number.isInteger(start) || !Number.isInteger(stop) || !Number.isInteger(step) || step === 0) {
    throw new TemplateError("range takes whole numbers and a step that is not zero");
  }
  const length = Math.max(0, Math.ceil((Number(stop) - Number(start)) / Number(step)));
  if (length > MAX_RANGE) throw new TemplateError(`range is limited to ${MAX_RANGE} numbers`);
  return Array.from({ length }, (_, index) => Number(start) + index * Number(step));
}

function messageOf(error: unknown): string {
  if (error instanceof RangeError) return "The template is nested too deeply or makes too long a text";
  return error instanceof Error ? error.message : String(error);
}
