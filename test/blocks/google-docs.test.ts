import { describe, expect, it } from "vitest";
import { googleDocsAppendMarkdown } from "#blocks/google/google-docs-append-markdown.ts";
import { googleDocsAppendPlainText } from "#blocks/google/google-docs-append-plain-text.ts";
import { googleDocsCreate } from "#blocks/google/google-docs-create.ts";
import { googleDocsDeleteContent } from "#blocks/google/google-docs-delete-content.ts";
import { googleDocsExport } from "#blocks/google/google-docs-export.ts";
import { googleDocsFindReplacePlainText } from "#blocks/google/google-docs-find-replace-plain-text.ts";
import { googleDocsFormatText } from "#blocks/google/google-docs-format-text.ts";
import { googleDocsGetMetadata } from "#blocks/google/google-docs-get-metadata.ts";
import { googleDocsGetStructure } from "#blocks/google/google-docs-get-structure.ts";
import { googleDocsInsertMarkdownAt } from "#blocks/google/google-docs-insert-markdown-at.ts";
import { googleDocsInsertPageBreak } from "#blocks/google/google-docs-insert-page-break.ts";
import { googleDocsInsertPlainText } from "#blocks/google/google-docs-insert-plain-text.ts";
import { googleDocsInsertTable } from "#blocks/google/google-docs-insert-table.ts";
import { googleDocsRead } from "#blocks/google/google-docs-read.ts";
import { googleDocsReplaceAllWithMarkdown } from "#blocks/google/google-docs-replace-all-with-markdown.ts";
import { googleDocsReplaceContentWithMarkdown } from "#blocks/google/google-docs-replace-content-with-markdown.ts";
import { googleDocsReplaceRangeWithMarkdown } from "#blocks/google/google-docs-replace-range-with-markdown.ts";
import { googleDocsSetPublicAccess } from "#blocks/google/google-docs-set-public-access.ts";
import { googleDocsShare } from "#blocks/google/google-docs-share.ts";
import type { Json } from "#lib/json.ts";
import { cpuClock } from "../cpu-clock.ts";
import { outline } from "../fakes/google/body-content.ts";
import { googleWorld } from "./google-world.ts";

/** A document that says this, with its lines as people see them. */
async function aDocument(initial_content = "") {
  const world = googleWorld();
  const made = await world.run(googleDocsCreate, { title: "Tea", initial_content });
  const document: Json = made["document"]?.[0] ?? null;
  const lines = () => [...world.docs.docs.values()].flatMap(outline);
  return { ...world, document, lines };
}

describe("plain text in a document", () => {
  it("is put at the end, between, in the place of other text, and taken away", async () => {
    const { run, document, lines } = await aDocument("Tea");
    await run(googleDocsAppendPlainText, { document, text: "Cake" });
    await run(googleDocsAppendPlainText, { document, text: "!", add_newline: false });
    await run(googleDocsInsertPlainText, { document, text: "Green ☂ ", index: 1 });
    await run(googleDocsFindReplacePlainText, { document, find_text: "CAKE", replace_text: "Bread" });
    expect(lines()).toEqual(["Green ☂ Tea", "Bread!"]);
    await run(googleDocsDeleteContent, { document, start_index: 1, end_index: 7 });
    await run(googleDocsInsertPageBreak, { document });
    expect(lines()).toEqual(["☂ Tea", "Bread![page]", ""]);
    expect((await run(googleDocsRead, { document }))["text"]).toEqual(["☂ Tea\nBread!\n\n"]);
  });

  it("changes its looks", async () => {
    const { run, document, lines, docs } = await aDocument("Tea and cake");
    await run(googleDocsFormatText, {
      document,
      start_index: 1,
      end_index: 4,
      bold: true,
      foreground_color: "#ff0000",
    });
    expect(lines()).toEqual(["**Tea** and cake"]);
    const [doc] = docs.docs.values();
    expect(doc?.units[1]?.look).toMatchObject({ foregroundColor: { color: { rgbColor: { red: 1 } } } });
  });

  it("is told with its structure, and exported", async () => {
    const { run, document } = await aDocument();
    await run(googleDocsAppendMarkdown, {
      document,
      markdown: "# Tea\n\n- leaf\n\n| a | b |\n|---|---|\n| c | d |",
    });
    expect((await run(googleDocsGetStructure, { document }))["segments"]).toMatchObject([
      [
        { type: "heading", level: 1, text: "Tea", start_index: 1, end_index: 5 },
        { type: "list_item", level: 0, text: "leaf" },
        {
          type: "table",
          rows: 2,
          columns: 2,
          cells: [
            ["a", "b"],
            ["c", "d"],
          ],
        },
        { type: "paragraph", text: "" },
      ],
    ]);
    expect(await run(googleDocsGetMetadata, { document })).toMatchObject({
      title: ["Tea"],
      revision_id: ["r2"],
    });
    expect(await run(googleDocsRead, { document })).toMatchObject({ text: ["Tea\nleaf\na\tb\nc\td\n\n"] });
    const exported = await run(googleDocsExport, { document });
    expect(atob(String(exported["content"]?.[0]))).toContain("%PDF");
    expect((await run(googleDocsExport, { document, format: "text/plain" }))["content"]).toEqual([
      expect.stringContaining("leaf"),
    ]);
  });
});

describe("Markdown in a document", () => {
  it.each<[string, string, string[]]>([
    [
      "headings and text",
      "# Tea\n\nHot *and* **sweet**\n\n### Cake",
      ["# Tea", "Hot _and_ **sweet**", "### Cake"],
    ],
    [
      "looks inside each other",
      "***a** b* ~~c~~ `d` [e](https://e.org)",
      ["**_a_**_ b_ ~~c~~ `d` [e](https://e.org)"],
    ],
    [
      "lists",
      "- a\n  - b\n    - c\n- d\n\nx\n\n1. e\n2. f",
      ["* a", "  * b", "    * c", "* d", "x", "1. e", "1. f"],
    ],
    ["a list of boxes", "- [ ] a\n- [x] b", ["[ ] a", "[ ] b"]],
    ["two lists in a row", "* a\n\n1. b", ["* a", "1. b"]],
    ["a quotation, a rule and code", "> a\n\n---\n\n```js\nb\nc\n```", ["> a", "---", "`b`", "`c`"]],
    ["a table between text", "a\n\n| b | **c** |\n|---|---|\n| d | |\n\ne", ["a", "|b|**c**|", "|d||", "e"]],
    ["a table alone", "| a |\n|---|", ["", "|a|", ""]],
    ["a list after a table", "| a |\n|---|\n\n- b", ["", "|a|", "* b"]],
    ["characters of two units", "**☂😀** é", ["**☂😀** é"]],
    ["nothing", "", [""]],
  ])("%s", async (_what, markdown, lines) => {
    const made = await aDocument();
    await made.run(googleDocsReplaceAllWithMarkdown, { document: made.document, markdown });
    expect(made.lines()).toEqual(lines);
  });

  it("takes the place of all, at the end, and takes over no looks of what was there", async () => {
    const { run, document, lines } = await aDocument("x");
    await run(googleDocsReplaceAllWithMarkdown, { document, markdown: "# Tea\n\n- **leaf**" });
    await run(googleDocsAppendMarkdown, { document, markdown: "Cake", add_newline: false });
    await run(googleDocsAppendMarkdown, { document, markdown: "## Bread" });
    expect(lines()).toEqual(["# Tea", "* **leaf**", "Cake", "", "## Bread"]);
  });

  it("is put before a paragraph, within one and after one", async () => {
    const { run, document, lines } = await aDocument("one two");
    await run(googleDocsInsertMarkdownAt, { document, markdown: "# Top", index: 1 });
    expect(lines()).toEqual(["# Top", "one two"]);
    await run(googleDocsInsertMarkdownAt, { document, markdown: "*and* ", index: 9 });
    expect(lines()).toEqual(["# Top", "one _and_two"]);
    await run(googleDocsInsertMarkdownAt, { document, markdown: "- a\n- b", index: 8 });
    expect(lines()).toEqual(["# Top", "one", "* a", "* b", " _and_two"]);
  });

  it("takes the place of a part, or of a text wherever it stands", async () => {
    const { run, document, lines } = await aDocument("Dear {{name}},\n{{list}}\nyours");
    await run(googleDocsReplaceContentWithMarkdown, { document, find_text: "{{NAME}}", markdown: "**Ada**" });
    await run(googleDocsReplaceContentWithMarkdown, {
      document,
      find_text: "{{list}}",
      markdown: "- tea\n- cake",
    });
    expect(lines()).toEqual(["Dear **Ada**,", "* tea", "* cake", "yours"]);
    await run(googleDocsReplaceRangeWithMarkdown, { document, markdown: "Hi", start_index: 1, end_index: 5 });
    expect(lines()[0]).toBe("Hi **Ada**,");
  });

  it("fills a table at a place", async () => {
    const { run, document, lines } = await aDocument("a b");
    await run(googleDocsInsertTable, {
      document,
      index: 2,
      content: [["1", "*2*"], ["3"]],
      format_as_markdown: true,
    });
    await run(googleDocsInsertTable, { document, rows: 1, columns: 2 });
    expect(lines()).toEqual(["a", "|1|_2_|", "|3||", " b", "||||".slice(1), ""]);
  });

  it("changes nothing when the document has no such place", async () => {
    const { attempt, document, lines } = await aDocument("a");
    const refused = await attempt(googleDocsInsertMarkdownAt, { document, markdown: "# b", index: 99 });
    expect(refused["error"]).toEqual(["The document has no text at 99"]);
    expect((await attempt(googleDocsInsertPlainText, { document, text: "b", index: 99 }))["error"]).toEqual([
      expect.stringContaining("Google answered 400: Invalid requests[0].insertText"),
    ]);
    expect(lines()).toEqual(["a"]);
  });

  it("is read in bounded time, whatever it is, and refused when it is too long", async () => {
    const { attempt, run, document } = await aDocument();
    const taken = cpuClock();
    await run(googleDocsReplaceAllWithMarkdown, {
      document,
      markdown: `${"[".repeat(5000)}${"*a ".repeat(300)}`,
    });
    expect(taken()).toBeLessThan(5000);
    const markdown = "a".repeat(100_001);
    expect((await attempt(googleDocsAppendMarkdown, { document, markdown }))["error"]).toEqual([
      "The Markdown has more than 100000 characters: put it there in parts",
    ]);
  });
});

describe("who may see a document", () => {
  it("is somebody more, everybody with the link, and nobody else again", async () => {
    const { run, document, files, drive } = await aDocument();
    const shared = await run(googleDocsShare, {
      document,
      email: "eve@example.com",
      role: "writer",
      message: "Look",
    });
    expect(shared["share_link"]).toEqual(["https://docs.google.com/document/d/1doc0/edit?usp=sharing"]);
    expect(drive.notices.map((notice) => notice.get("emailMessage"))).toEqual(["Look"]);
    await run(googleDocsSetPublicAccess, { document });
    const [file] = files.values();
    expect([...(file?.permissions.values() ?? [])]).toMatchObject([
      { type: "user", role: "writer", emailAddress: "eve@example.com" },
      { type: "anyone", role: "reader" },
    ]);
    await run(googleDocsSetPublicAccess, { document, public: false });
    expect(file?.permissions.size).toBe(1);
  });
});
