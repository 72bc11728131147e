import * as z from "zod";
import { block } from "../block.ts";

/** The outputs, each with the names that a fence may give its language. */
const LANGUAGES = {
  html: ["html", "htm"],
  css: ["css"],
  javascript: ["javascript", "js"],
  python: ["python", "py"],
  sql: ["sql"],
  java: ["java"],
  cpp: ["cpp", "c++"],
  csharp: ["csharp", "c#", "cs"],
  json_code: ["json"],
  bash: ["bash", "shell", "sh"],
  php: ["php"],
  ruby: ["ruby", "rb"],
  yaml: ["yaml", "yml"],
  markdown: ["markdown", "md"],
  typescript: ["typescript", "ts"],
  xml: ["xml"],
} as const;

type Language = keyof typeof LANGUAGES;

const languageOf = new Map<string, Language>(
  Object.entries(LANGUAGES).flatMap(([language, names]) => names.map((name) => [name, language as Language])),
);

export const codeExtraction = block({
  id: "d3a7d896-3b78-4f44-8b4b-48fbf4f0bcd8",
  name: "CodeExtractionBlock",
  description: "Takes fenced blocks of code out of a text, by language.",
  categories: ["TEXT"],
  pure: true,
  input: () => z.object({ text: z.string().describe("A text with fenced code, such as a model's answer") }),
  output: () =>
    z.object({
      html: z.string().describe("The HTML code"),
      css: z.string().describe("The CSS code"),
      javascript: z.string().describe("The JavaScript code"),
      python: z.string().describe("The Python code"),
      sql: z.string().describe("The SQL code"),
      java: z.string().describe("The Java code"),
      cpp: z.string().describe("The C++ code"),
      csharp: z.string().describe("The C# code"),
      json_code: z.string().describe("The JSON"),
      bash: z.string().describe("The shell code"),
      php: z.string().describe("The PHP code"),
      ruby: z.string().describe("The Ruby code"),
      yaml: z.string().describe("The YAML"),
      markdown: z.string().describe("The Markdown"),
      typescript: z.string().describe("The TypeScript code"),
      xml: z.string().describe("The XML"),
      remaining_text: z.string().describe("The text around the code"),
    }),
  *run({ text }) {
    const { code, remaining } = extract(text.split("\n"));
    for (const [language, blocks] of code) yield [language, blocks.join("\n\n")];
    if (remaining !== "") yield ["remaining_text", remaining];
  },
  examples: [
    {
      input: { text: "Look:\n```python\nprint(1)\n```\nand\n```js\nf();\n```\n```py\nprint(2)\n```\nthere." },
      yields: {
        python: ["print(1)\n\nprint(2)"],
        javascript: ["f();"],
        remaining_text: ["Look:\nand\nthere."],
      },
    },
    { input: { text: "```c++\nint x;\n```" }, yields: { cpp: ["int x;"] } },
    { input: { text: "```cobol\nSTOP.\n```" }, yields: { remaining_text: ["```cobol\nSTOP.\n```"] } },
    { input: { text: "```sql\nselect 1" }, yields: { remaining_text: ["```sql\nselect 1"] } },
  ],
});

function extract(lines: string[]): { code: Map<Language, string[]>; remaining: string } {
  const code = new Map<Language, string[]>();
  const around: string[] = [];
  const fenceAfter = closingFences(lines);
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const language = languageOf.get(/^\s*```([\w+#]+)\s*$/.exec(line)?.[1]?.toLowerCase() ?? "");
    const end = fenceAfter[at] ?? -1;
    if (language === undefined || end < 0) {
      around.push(line);
      continue;
    }
    const blocks = code.get(language) ?? [];
    blocks.push(lines.slice(at + 1, end).join("\n"));
    code.set(language, blocks);
    at = end;
  }
  return { code, remaining: around.join("\n").trim() };
}

/** For each line the next one that closes a fence, or -1; found once, so that open fences cost no search each. */
function closingFences(lines: string[]): number[] {
  const next: number[] = Array.from({ length: lines.length });
  let closing = -1;
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    next[at] = closing;
    if (lines[at]?.trim() === "```") closing = at;
  }
  return next;
}
