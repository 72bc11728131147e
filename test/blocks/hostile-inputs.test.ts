import { describe, expect, it } from "vitest";
import { universalTypeConverter } from "#blocks/basic/universal-type-converter.ts";
import type { Block, BlockIo } from "#blocks/block.ts";
import { addToList } from "#blocks/data/add-to-list.ts";
import { createList } from "#blocks/data/create-list.ts";
import { findInDictionary } from "#blocks/data/find-in-dictionary.ts";
import { getListItem } from "#blocks/data/get-list-item.ts";
import { fileRead } from "#blocks/files/file-read.ts";
import { fileStore } from "#blocks/files/file-store.ts";
import { githubStarTrigger } from "#blocks/github/github-star-trigger.ts";
import { getWikipediaSummary } from "#blocks/http/get-wikipedia-summary.ts";
import { readRssFeed } from "#blocks/http/read-rss-feed.ts";
import { calculator } from "#blocks/logic/calculator.ts";
import { countItems } from "#blocks/logic/count-items.ts";
import { dataSampling } from "#blocks/logic/data-sampling.ts";
import { stepThroughItems } from "#blocks/logic/step-through-items.ts";
import { sqlQuery } from "#blocks/sql/sql-query.ts";
import { combineTexts } from "#blocks/text/combine-texts.ts";
import { readSpreadsheet } from "#blocks/text/read-spreadsheet.ts";
import { textDecoder } from "#blocks/text/text-decoder.ts";
import { textEncoder } from "#blocks/text/text-encoder.ts";
import { textSplit } from "#blocks/text/text-split.ts";
import { wordCharacterCount } from "#blocks/text/word-character-count.ts";
import { xmlParser } from "#blocks/text/xml-parser.ts";
import { getCurrentDate } from "#blocks/time/get-current-date.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { cpuClock } from "../cpu-clock.ts";
import { runBlock } from "./run.ts";

/** Far above what the slowest case takes alone on a busy machine. */
const LIMIT_MS = 3000;
const MB = 1_048_576;

const deep = (levels: number): Json => JSON.parse("[".repeat(levels) + "]".repeat(levels));
/** As long as a value may be. */
const deepText = "[".repeat(MB / 2) + "]".repeat(MB / 2);
const binary = String.fromCharCode(...Array.from({ length: 256 }, (_, code) => code)).repeat(4000);
const long = Array.from({ length: 150_000 }, (_, index) => index);
const huge = [1e308, -1e308, 5e-324, Number.MAX_SAFE_INTEGER + 2];

const answering = (body: string | Uint8Array<ArrayBuffer>, init?: ResponseInit): Partial<BlockIo> => ({
  fetch: async () => new Response(body, init),
});

async function inTime(block: Block, input: JsonObject, io: Partial<BlockIo> = {}) {
  const taken = cpuClock();
  const yields = await runBlock(block, input, io);
  expect(taken()).toBeLessThan(LIMIT_MS);
  return yields;
}

const item = (inner: string) => `<rss version="2.0"><channel><title>t</title>${inner}</channel></rss>`;
const feed = { rss_url: "https://example.com/rss", polling_rate: 60 };

const BOMBS: [string, string, string][] = [
  [
    "entities that expand",
    `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>${item("<item><title>&b;</title></item>")}`,
    "define entities",
  ],
  [
    "an external entity",
    `<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${item("&x;")}`,
    "define entities",
  ],
  ["text without end", item("x".repeat(5_000_001)), "longer than 5000000"],
  ["nothing", "", "no feed"],
  ["a web page", "<!doctype html><html><body>no</body></html>", "no feed"],
  ["JSON that is no feed", '{"a": 1}', "no feed"],
  ["deep JSON", deepText, "no feed"],
  ["binary", binary, "no feed"],
];

describe("a feed of", () => {
  it.each(BOMBS)("%s ends in time with a clear error", async (_what, body, message) => {
    expect(await inTime(readRssFeed, feed, answering(body))).toEqual({
      error: [expect.stringContaining(message)],
    });
  });

  it.each<[string, string]>([
    ["deep elements", item(`<item><title>${"<b>".repeat(5000)}</title></item>`)],
    ["elements that never close", item("<item><title>".repeat(10_000))],
    ["many attributes", item(`<item ${Array.from({ length: 10_000 }, (_, n) => `a${n}="1"`).join(" ")}/>`)],
    ["character references", item(`<item><title>${"&#38;amp;".repeat(100_000)}</title></item>`)],
    ["a name of the prototype", item("<item><__proto__>1</__proto__><constructor>x</constructor></item>")],
    ["a date that is none", item("<item><title>x</title><pubDate>99999999999999</pubDate></item>")],
  ])("%s ends in time", async (_what, body) => {
    await inTime(readRssFeed, feed, answering(body));
    expect(Object.prototype).not.toHaveProperty("1");
  });

  it("many entries yields the first thousand", async () => {
    const { entry, entries } = await inTime(
      readRssFeed,
      feed,
      answering(item("<item><title>x</title></item>".repeat(20_000))),
    );
    expect([entry?.length, entries]).toEqual([1000, [expect.objectContaining({ length: 1000 })]]);
  });
});

describe("ends in time with a clear error", () => {
  it.each<[string, Block, JsonObject, string]>([
    ["a list that is too deep, for a list", addToList, { list: deep(65), entry: 1 }, "nested deeper"],
    [
      "a list that is too deep, for a dictionary",
      findInDictionary,
      { input: deep(65), key: "a" },
      "nested deeper",
    ],
    ["a list that is too deep, for a text", textSplit, { text: deep(65), delimiter: "," }, "nested deeper"],
    [
      "a list that is too deep, to convert",
      universalTypeConverter,
      { value: deep(65), type: "string" },
      "nested deeper",
    ],
    [
      "text of a deep list, to convert",
      universalTypeConverter,
      { value: deepText, type: "list" },
      "nested deeper",
    ],
    ["text of a deep list, to step through", stepThroughItems, { items_str: deepText }, "nested deeper"],
    ["a payload that is too deep", githubStarTrigger, { payload: { a: deep(65) } }, "nested deeper"],
    ["a long list to step through", stepThroughItems, { items: long }, "at most 10000"],
    ["deep elements of XML", xmlParser, { input_xml: "<a>".repeat(50_000) }, "well-formed"],
    ["many elements of XML", xmlParser, { input_xml: "<a/>".repeat(250_000) }, "more than 50000 elements"],
    ["XML of binary", xmlParser, { input_xml: binary }, "XML"],
    [
      "a division of huge numbers by tiny ones",
      calculator,
      { operation: "Divide", a: 1e308, b: 5e-324 },
      "finite",
    ],
    ["a power without end", calculator, { operation: "Power", a: 1e308, b: 1e308 }, "finite"],
    ["a day that is out of reach", getCurrentDate, { trigger: "", offset: "1e300" }, "out of range"],
    [
      "a file in a million pieces",
      fileRead,
      { file_input: `data:,${"a;".repeat(MB)}`, delimiter: ";" },
      "at most 10000",
    ],
    [
      "a file of single characters",
      fileRead,
      { file_input: `data:,${"a".repeat(MB)}`, size_limit: 1 },
      "at most 10000",
    ],
    ["a file that is no text", fileRead, { file_input: "data:;base64,//79" }, "UTF-8"],
    ["a data URI that is no base64", fileStore, { file_in: "data:;base64,@@@" }, "cannot be decoded"],
    ["a data URI with a broken escape", fileStore, { file_in: "data:,%zz" }, "cannot be decoded"],
    ["a long data URI without a comma", fileStore, { file_in: `data:${";a=b".repeat(MB)}` }, "no comma"],
    ["a spreadsheet that is no text", readSpreadsheet, { file_input: "data:;base64,//79" }, "UTF-8"],
    ["a query of more rows than there may be", sqlQuery, sql({ max_rows: 1e9 }), 'Input "max_rows"'],
    ["a query with a host that is a list", sqlQuery, sql({ port: 99_999 }), 'Input "port"'],
    ["an article with a long title", getWikipediaSummary, { topic: "a".repeat(301) }, 'Input "topic"'],
  ])("%s", async (_what, block, input, message) => {
    expect(await inTime(block, input)).toEqual({ error: [expect.stringContaining(message)] });
  });
});

describe("is done in time", () => {
  it.each<[string, Block, JsonObject]>([
    ["many elements counted", countItems, { collection: long }],
    ["many elements appended to", addToList, { list: long, entry: 1 }],
    ["an element far behind", getListItem, { list: long, index: -1 }],
    ["many elements sampled", dataSampling, { data: long, sample_size: 1000 }],
    ["many elements in chunks", createList, { values: long, max_size: 100_000 }],
    ["a sample larger than its list", dataSampling, { data: [1], sample_size: 1e9 }],
    ["binary split", textSplit, { text: binary, delimiter: "\u0000" }],
    ["binary counted", wordCharacterCount, { text: binary }],
    ["binary encoded", textEncoder, { text: binary }],
    ["escapes decoded that are none", textDecoder, { text: "\\x\\u12\\".repeat(10_000) }],
    ["huge numbers as text", universalTypeConverter, { value: huge, type: "string" }],
    ["huge numbers added", calculator, { operation: "Add", a: Number.MAX_SAFE_INTEGER, b: 2 }],
    [
      "many texts combined",
      combineTexts,
      { input: Array.from({ length: 100_000 }, () => "ab"), delimiter: "," },
    ],
    [
      "a spreadsheet of one long row",
      readSpreadsheet,
      { contents: `${"a,".repeat(20_000)}\n${"1,".repeat(20_000)}` },
    ],
    ["a spreadsheet of binary", readSpreadsheet, { contents: binary.slice(0, 200_000) }],
    ["a file of ten megabytes", fileRead, { file_input: `data:;base64,${btoa("a".repeat(7 * MB))}` }],
  ])("%s", async (_what, block, input) => {
    expect(await inTime(block, input)).not.toHaveProperty("error");
  });
});

it("keys of the prototype are data like any other", async () => {
  const input = JSON.parse(
    '{"input": {"__proto__": {"polluted": 1}, "constructor": 2}, "key": "constructor"}',
  );
  expect(await runBlock(findInDictionary, input)).toEqual({ output: [2] });
  expect({}).not.toHaveProperty("polluted");
});

function sql(change: JsonObject): JsonObject {
  const credentials = { id: "x", provider: "database", type: "user_password" };
  return { host: "db.example.com", database: "d", query: "select 1", credentials, ...change };
}
