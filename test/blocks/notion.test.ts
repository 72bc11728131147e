import { describe, expect, it } from "vitest";
import type { BlockRequest } from "#blocks/block.ts";
import { filterOf } from "#blocks/notion/filter.ts";
import { notionCreatePage } from "#blocks/notion/notion-create-page.ts";
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
