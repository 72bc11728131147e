import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { block } from "../block.ts";
import { advanced, anyValue } from "../pins.ts";
import { renderTemplate } from "../text/template.ts";

export const agentOutput = block({
  id: "363ae599-353e-4804-937e-b2ee3cef3da4",
  name: "AgentOutputBlock",
  description: "A value that a run of the agent gives back.",
  categories: ["OUTPUT", "BASIC"],
  kind: "OUTPUT",
  pure: true,
  staticOutput: true,
  input: () =>
    z.object({
      value: anyValue().optional().describe("The value to give back"),
      name: z.string().describe("The name that the run's outputs have it under"),
      title: z.string().optional().meta(advanced("The title that is shown instead of the name")),
      description: z.string().optional().meta(advanced("What the output is")),
      format: z
        .string()
        .default("")
        .meta(
          advanced(
            "A template for the `output` pin; the value is in it as `value` and under the output's name",
          ),
        ),
      escape_html: z
        .boolean()
        .default(false)
        .meta(advanced("Whether the template escapes HTML in what it prints")),
      advanced: z.boolean().default(false).meta(advanced("Whether it is shown only on request")),
      secret: z.boolean().default(false).meta(advanced("Whether the value is hidden where runs are shown")),
    }),
  output: () =>
    z.object({
      output: anyValue().describe("The value, or what the template makes of it"),
      name: anyValue().describe("The output's name, when there is no template"),
    }),
  *run({ value = null, name, format, escape_html }) {
    if (format !== "") {
      yield ["output", rendered(format, { value, [name]: value }, escape_html)];
      return;
    }
    yield ["output", value];
    yield ["name", name];
  },
  examples: [
    { input: { name: "answer", value: [42] }, yields: { output: [[42]], name: ["answer"] } },
    { input: { name: "answer" }, yields: { output: [null], name: ["answer"] } },
    {
      input: { name: "answer", value: "Ada", format: "Hello {{ answer }}!" },
      yields: { output: ["Hello Ada!"] },
    },
    {
      input: { name: "answer", value: "Ada", format: "Hello {answer}!" },
      yields: { output: ["Hello Ada!"] },
    },
    {
      input: { name: "answer", value: "<b>", format: "<i>{{ value }}</i>", escape_html: true },
      yields: { output: ["<i>&lt;b&gt;</i>"] },
    },
    {
      input: { name: "answer", value: 1, format: "{{ range(20000) }}" },
      yields: { output: ["Error: range is limited to 10000 numbers"] },
    },
  ],
});

/** A failure is the output too: the run's own output is the value, whatever becomes of its rendering. */
function rendered(format: string, values: { [name: string]: Json }, escapeHtml: boolean): string {
  try {
    return renderTemplate(format, values, { escapeHtml });
  } catch (error) {
    return `Error: ${error instanceof Error ? error.message : String(error)}`;
  }
}
