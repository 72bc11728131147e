import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { BlockError, block } from "../block.ts";
import { advanced, anyDict } from "../pins.ts";
import { renderTemplate, TemplateError } from "./template.ts";

export const fillTextTemplate = block({
  id: "db7d8f02-2f44-4c55-ab7a-eae0941f0c30",
  name: "FillTextTemplateBlock",
  description: "Fills a Jinja2 template with values.",
  categories: ["TEXT"],
  pure: true,
  input: () =>
    z.object({
      values: anyDict().describe("The values, by the names that the template uses"),
      format: z.string().describe("The template, such as `Hello {{ name }}`"),
      escape_html: z.boolean().default(false).meta(advanced("Whether what is printed is escaped for HTML")),
    }),
  output: () => z.object({ output: z.string().describe("The filled template") }),
  *run({ values, format, escape_html }) {
    yield ["output", filled(format, values, escape_html)];
  },
  examples: [
    {
      input: { values: { name: "Ada", hello: "Hi" }, format: "{{ hello }}, {{ name }}!" },
      yields: { output: ["Hi, Ada!"] },
    },
    {
      input: {
        values: { list: ["a", "b"] },
        format: "{% for each in list %}{{ loop.index }}{{ each }} {% endfor %}",
      },
      yields: { output: ["1a 2b "] },
    },
    {
      input: { values: { name: "Ada" }, format: "Hi {name}, {other}" },
      yields: { output: ["Hi Ada, {other}"] },
    },
    {
      input: { values: { html: "<b>&" }, format: "<p>{{ html }}{{ html | safe }}</p>", escape_html: true },
      yields: { output: ["<p>&lt;b&gt;&amp;<b>&</p>"] },
    },
    {
      input: {
        values: { a: [3, 1, 2], p: 1.25 },
        format: "{{ a | sort | join(', ') }} {{ p | round(1) }} {{ b | d('-') }}",
      },
      yields: { output: ["1, 2, 3 1.3 -"] },
    },
    {
      input: { values: { a: {} }, format: "{{ a.__class__ }}" },
      yields: {
        error: ['The template fails: The attribute "__class__" cannot be used: it begins with an underscore'],
      },
    },
    {
      input: { values: {}, format: "{% if %}" },
      yields: { error: ["The template fails: Unexpected token: CloseStatement"] },
    },
  ],
});

function filled(format: string, values: JsonObject, escapeHtml: boolean): string {
  try {
    return renderTemplate(format, values, { escapeHtml });
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new BlockError(`The template fails: ${error.message}`, { cause: error });
  }
}
