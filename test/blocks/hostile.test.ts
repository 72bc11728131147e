import { describe, expect, it } from "vitest";
import type { Block } from "#blocks/block.ts";
import { concatenateLists } from "#blocks/data/concatenate-lists.ts";
import { flattenList } from "#blocks/data/flatten-list.ts";
import { interleaveLists } from "#blocks/data/interleave-lists.ts";
import { listDifference } from "#blocks/data/list-difference.ts";
import { zipLists } from "#blocks/data/zip-lists.ts";
import { countItems } from "#blocks/logic/count-items.ts";
import { stepThroughItems } from "#blocks/logic/step-through-items.ts";
import { codeExtraction } from "#blocks/text/code-extraction.ts";
import { extractTextInformation } from "#blocks/text/extract-text-information.ts";
import { fillTextTemplate } from "#blocks/text/fill-text-template.ts";
import { matchTextPattern } from "#blocks/text/match-text-pattern.ts";
import { readSpreadsheet } from "#blocks/text/read-spreadsheet.ts";
import { textReplace } from "#blocks/text/text-replace.ts";
import { xmlParser } from "#blocks/text/xml-parser.ts";
import type { JsonObject } from "#lib/json.ts";
import { cpuClock } from "../cpu-clock.ts";
import { runBlock } from "./run.ts";

/** Far above what the slowest case takes alone, far below what any takes without its bound. */
const LIMIT_MS = 5_000;
const MB = 1_048_576;

const numbers = (length: number) => Array.from({ length }, (_, index) => index);

async function inTime(block: Block, input: JsonObject) {
  const taken = cpuClock();
  const yields = await runBlock(block, input);
  expect(taken()).toBeLessThan(LIMIT_MS);
  return yields;
}

const pattern = (match: string, text: string): JsonObject => ({ match, text, data: 1 });
const template = (format: string, values: JsonObject = {}): JsonObject => ({ format, values });

describe("what would take too long ends in time with a clear error", () => {
  it.each<[string, Block, JsonObject, string]>([
    [
      "a pattern with many states",
      matchTextPattern,
      pattern("(.*)(a?){900}b", `${"a".repeat(50_000)}b`),
      "too much work",
    ],
    [
      "a search that starts over at every match",
      extractTextInformation,
      { pattern: ".*b|a", text: "a".repeat(MB), find_all: true },
      "too much work",
    ],
    [
      "too many matches",
      extractTextInformation,
      { pattern: "a", text: "a".repeat(10_001), find_all: true },
      "more than 10000 times",
    ],
    [
      "a pattern that repeats repetitions",
      matchTextPattern,
      pattern("((a{100}){100}){100}", "a"),
      "The pattern is not valid",
    ],
    ["a pattern that looks ahead", matchTextPattern, pattern("(?=a)", "a"), "The pattern is not valid"],
    [
      "a pattern that nests",
      matchTextPattern,
      pattern("(".repeat(1000) + ")".repeat(1000), "a"),
      "The pattern is not valid",
    ],
    ["a long pattern", matchTextPattern, pattern("a".repeat(2001), "a"), "longer than 2000"],
    [
      "a template with nested loops",
      fillTextTemplate,
      template("{% for a in l %}{% for b in l %}{% endfor %}{% endfor %}", { l: numbers(10_000) }),
      "too much work",
    ],
    [
      "a template that prints again and again",
      fillTextTemplate,
      template("{% for a in l %}{{ l }}{% endfor %}", { l: numbers(10_000) }),
      "too much work",
    ],
    [
      "a template that doubles a text",
      fillTextTemplate,
      template("{% set n = namespace(x='a') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}"),
      "The template",
    ],
    [
      "a template that doubles a list",
      fillTextTemplate,
      template(
        "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = [n.x, n.x] %}{% endfor %}",
      ),
      "more than 300000 elements",
    ],
    [
      "a template that contains itself",
      fillTextTemplate,
      template("{% set n = namespace(x=1) %}{% set n.x = n %}{{ n }}"),
      "nested deeper",
    ],
    [
      "a template that calls itself",
      fillTextTemplate,
      template("{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}"),
      "nested deeper",
    ],
    [
      "a template that replaces a by aaaa…",
      fillTextTemplate,
      template("{{ s.replace('a', s) }}", { s: "a".repeat(MB / 2) }),
      "a text longer than",
    ],
    [
      "the same through a variable",
      fillTextTemplate,
      template("{% set f = s.replace %}{{ f('a', s) }}", { s: "a".repeat(MB / 2) }),
      "can only be called",
    ],
    [
      "the same through a subscript",
      fillTextTemplate,
      template("{{ s['replace']('a', s) }}", { s: "a".repeat(MB / 2) }),
      "called by its name",
    ],
    [
      "the same as a filter over a block",
      fillTextTemplate,
      template("{% filter replace('a', s) %}{{ s }}{% endfilter %}", { s: "a".repeat(MB / 2) }),
      "a text longer than",
    ],
    [
      "a template that joins with a long text",
      fillTextTemplate,
      template("{{ l | join(s) }}", { l: numbers(10_000), s: "a".repeat(1000) }),
      "a text longer than",
    ],
    [
      "a template that indents far",
      fillTextTemplate,
      template("{{ s | indent(100000000) }}", { s: "a\nb" }),
      "a text longer than",
    ],
    [
      "a template that writes JSON with wide indents",
      fillTextTemplate,
      template("{{ l | tojson(indent=100000) }}", { l: numbers(1000) }),
      "a text longer than",
    ],
    ["a range without end", fillTextTemplate, template("{{ range(10 ** 15) }}"), "range is limited"],
    [
      "a template of parentheses",
      fillTextTemplate,
      template(`{{ ${"(".repeat(20_000)} }}`),
      "The template fails",
    ],
    [
      "a template of white space",
      fillTextTemplate,
      template(`{{${" ".repeat(60_000)}}}`),
      "white-space characters",
    ],
    ["a long template", fillTextTemplate, template("a".repeat(65_537)), "longer than"],
    [
      "a replacement that grows",
      textReplace,
      { text: "a".repeat(MB), old: "a", new: "b".repeat(1000) },
      "longer than",
    ],
    [
      "a list of too many elements to step through",
      stepThroughItems,
      { items: numbers(10_001) },
      "at most 10000",
    ],
    [
      "deep JSON to step through",
      stepThroughItems,
      { items_str: "[".repeat(MB / 2) + "]".repeat(MB / 2) },
      "nested deeper",
    ],
    [
      "deep JSON in a pin",
      countItems,
      { collection: JSON.parse("[".repeat(1000) + "]".repeat(1000)) },
      "nested deeper",
    ],
    [
      "lists that pad each other",
      zipLists,
      { lists: [numbers(100_000), ...numbers(100_000).map(() => [])], pad_to_longest: true },
      "more than 1000000 values",
    ],
    [
      "XML that defines entities",
      xmlParser,
      { input_xml: '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>' },
      "entity definitions",
    ],
    ["deep XML", xmlParser, { input_xml: "<a>".repeat(5000) + "</a>".repeat(5000) }, "nested"],
    ["XML that is not closed", xmlParser, { input_xml: "<a ".repeat(40_000) }, "not well-formed"],
    ["XML of very many elements", xmlParser, { input_xml: "<a ".repeat(MB / 4) }, "more than 50000 elements"],
    [
      "rows one by one without end",
      readSpreadsheet,
      { contents: "a\n".repeat(20_000), produce_singular_result: true },
      "at most 10000",
    ],
  ])("%s", async (_what, block, input, message) => {
    const yields = await inTime(block, input);
    expect(yields).toEqual({ error: [expect.stringContaining(message)] });
  });
});

describe("what looks bad but is cheap is done", () => {
  it.each<[string, Block, JsonObject]>([
    [
      "a pattern that backtracking engines choke on",
      matchTextPattern,
      pattern("^(a+)+$", `${"a".repeat(100_000)}!`),
    ],
    [
      "a search in a long text",
      extractTextInformation,
      { pattern: "[a-z]+@[a-z.]+", text: "some words x@y.z ".repeat(500), find_all: true },
    ],
    ["many short lists", interleaveLists, { lists: [numbers(100_000), ...numbers(100_000).map(() => [])] }],
    [
      "many equal values",
      concatenateLists,
      { lists: [numbers(50_000).map((n) => ({ n: n % 7 }))], deduplicate: true },
    ],
    ["two long lists", listDifference, { list_a: numbers(50_000), list_b: numbers(50_000).map(String) }],
    ["a list 64 levels deep", flattenList, { nested_list: JSON.parse("[".repeat(64) + "]".repeat(64)) }],
    ["fences that never close", codeExtraction, { text: "```python\n".repeat(100_000) }],
    ["quotes that never close", readSpreadsheet, { contents: '"'.repeat(MB) }],
    ["a value with binary in it", countItems, { collection: "\u0000\ud800\uffff".repeat(1000) }],
    ["a long list in a template", fillTextTemplate, template("{{ l | length }}", { l: numbers(200_000) })],
  ])("%s", async (_what, block, input) => {
    expect(await inTime(block, input)).not.toHaveProperty("error");
  });
});
