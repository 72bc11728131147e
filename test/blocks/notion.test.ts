import { describe, expect, it } from "vitest";
import type { BlockRequest } from "#blocks/block.ts";
import { filterOf } from "#blocks/notion/filter.ts";
import { markdownOf } from "#blocks/notion/markdown.ts";
import { notionCreatePage } from "#blocks/notion/notion-create-page.ts";
import { notionReadPageMarkdown } from "#blocks/notion/notion-read-page-markdown.ts";
import type { PageBlock } from "#blocks/notion/page-blocks.ts";
import type { JsonObject } from "#lib/json.ts";
import { runBlock } from "./run.ts";

const credentials = { id: "c", provider: "notion", type: "api_key" };

describe("a filter of a database", () => {
  it.each([
    ["title", "tea", { property: "P", title: { contains: "tea" } }],
    ["rich_text", "tea", { property: "P", rich_text: { contains: "tea" } }],
    ["select", "Green", { property: "P", select: { equals: "Green" } }],
    ["multi_select", "green", { property: "P", multi_select: { contains: "green" } }],
    ["number", "4.5", { property: "P", number: { equals: 4.5 } }],
    ["checkbox", "true", { property: "P", checkbox: { equals: true } }],
    ["checkbox", "no", { property: "P", checkbox: { equals: false } }],
    ["formula", "x", { property: "P", formula: { string: { contains: "x" } } }],
    ["created_time", "2026-11-22", { timestamp: "created_time", created_time: { equals: "2026-11-22" } }],
  ])("compares a %s with %j as that type is compared", (type, value, filter) => {
    expect(filterOf({ P: type }, "P", value)).toEqual(filter);
  });

  it.each([
    ["a property that is not there", "title", "Q", "tea", 'The database has no property "Q"'],
    ["a text for a number", "number", "P", "many", '"many" is no number'],
    ["a property that holds files", "files", "P", "a", 'Notion cannot filter by "P": it is a files'],
  ])("refuses %s", (_what, type, property, value, message) => {
    expect(() => filterOf({ P: type }, property, value)).toThrow(message);
  });
});

it("a page of 205 lines is made with 100 of them, and the others follow in order", async () => {
  const sent: { path: string; method: string | undefined; lines: number }[] = [];
  const fetch = async (url: string, { method, body }: BlockRequest = {}) => {
    const { children } = JSON.parse(String(body));
    sent.push({ path: new URL(url).pathname, method, lines: children.length });
    return Response.json({ id: "p", url: "https://notion.so/p" });
  };
  const content = Array.from({ length: 205 }, (_, index) => `Line ${index}`).join("\n");
  const input = { credentials, parent_page_id: "above", title: "Long", content };
  expect(await runBlock(notionCreatePage, input, { fetch })).toMatchObject({ page_id: ["p"] });
  expect(sent).toEqual([
    { path: "/v1/pages", method: "POST", lines: 100 },
    { path: "/v1/blocks/p/children", method: "PATCH", lines: 100 },
    { path: "/v1/blocks/p/children", method: "PATCH", lines: 5 },
  ]);
});

const said = (text: string) => ({ rich_text: [{ plain_text: text }] });
const line = (type: string, text: string, ...children: PageBlock[]): PageBlock => ({
  block: { type, [type]: said(text) },
  children,
});
const other = (type: string, content: JsonObject, ...children: PageBlock[]): PageBlock => ({
  block: { type, [type]: content },
  children,
});
const row = (...cells: string[]) =>
  other("table_row", { cells: cells.map((cell) => [{ plain_text: cell }]) });

describe("Markdown of a page", () => {
  it.each<[string, PageBlock[], string]>([
    [
      "lists in lists, tight",
      [
        line("bulleted_list_item", "a", line("numbered_list_item", "b", line("to_do", "c"))),
        line("bulleted_list_item", "d", line("paragraph", "e"), line("code", "f\n\ng")),
        line("numbered_list_item", "h"),
      ],
      "- a\n  1. b\n     - [ ] c\n- d\n\n  e\n\n  ```\n  f\n\n  g\n  ```\n\n1. h",
    ],
    [
      "what is quoted",
      [line("quote", "a\nb", line("bulleted_list_item", "c")), line("callout", "d")],
      "> a\n> b\n>\n> - c\n\n> d",
    ],
    [
      "what only arranges",
      [
        other("column_list", {}, other("column", {}, line("paragraph", "a")), other("column", {})),
        line("heading_2", "b", line("paragraph", "inside")),
      ],
      "a\n\n## b\n\ninside",
    ],
    [
      "tables",
      [other("table", { table_width: 2 }, row("a|b", "c"), row("d", "e\nf"))],
      "| a\\|b | c |\n| --- | --- |\n| d | e f |",
    ],
    [
      "pictures, links, pages and formulas",
      [
        other("image", { external: { url: "https://x.example/a.png" }, caption: [{ plain_text: "A" }] }),
        other("bookmark", { url: "https://x.example" }),
        other("child_page", { title: "Below" }),
        other("equation", { expression: "a^2" }),
        other("unsupported", {}),
      ],
      "![A](https://x.example/a.png)\n\n[https://x.example](https://x.example)\n\nBelow\n\n$$a^2$$",
    ],
  ])("has %s", (_what, blocks, markdown) => {
    expect(markdownOf(blocks)).toBe(markdown);
  });

  /** Every block has two below it, on a page each; answers what was asked for. */
  async function read(levels: number) {
    const asked: string[] = [];
    const fetch = async (url: string) => {
      const { pathname, searchParams } = new URL(url);
      const [, id = ""] = /blocks\/([^/]+)\/children/.exec(pathname) ?? [];
      if (id === "") return Response.json({ id: "p", properties: {} });
      const cursor = searchParams.get("start_cursor");
      asked.push(`${id}${cursor ?? ""}`);
      const below = `${id}.${cursor === null ? 1 : 2}`;
      const type = "bulleted_list_item";
      const block = { id: below, type, [type]: said(below), has_children: below.split(".").length <= levels };
      return Response.json({ results: [block], next_cursor: cursor === null ? "+" : null });
    };
    const input = { credentials, page_id: "p" };
    return { asked, yields: await runBlock(notionReadPageMarkdown, input, { fetch }) };
  }

  it("reads what is inside blocks, page by page and in its order", async () => {
    const { asked, yields } = await read(2);
    expect(asked).toEqual(["p", "p.1", "p.1+", "p+", "p.2", "p.2+"]);
    expect(yields["markdown"]).toEqual(["- p.1\n  - p.1.1\n  - p.1.2\n- p.2\n  - p.2.1\n  - p.2.2"]);
  });

  it("goes eight levels deep, and asks 200 times at most", async () => {
    const { asked } = await read(100);
    expect(asked).toHaveLength(200);
    expect(Math.max(...asked.map((id) => id.split(".").length))).toBe(8);
  });
});
