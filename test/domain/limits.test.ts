import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Block, BlockIo } from "#blocks/block.ts";
import { zipLists } from "#blocks/data/zip-lists.ts";
import { fileRead } from "#blocks/files/file-read.ts";
import { fileStore } from "#blocks/files/file-store.ts";
import { getWikipediaSummary } from "#blocks/http/get-wikipedia-summary.ts";
import { readRssFeed } from "#blocks/http/read-rss-feed.ts";
import { countItems } from "#blocks/logic/count-items.ts";
import { stepThroughItems } from "#blocks/logic/step-through-items.ts";
import { persistInformation } from "#blocks/memory/persist-information.ts";
import { sqlQuery } from "#blocks/sql/sql-query.ts";
import { combineTexts } from "#blocks/text/combine-texts.ts";
import { extractTextInformation } from "#blocks/text/extract-text-information.ts";
import { fillTextTemplate } from "#blocks/text/fill-text-template.ts";
import { matchTextPattern } from "#blocks/text/match-text-pattern.ts";
import { readSpreadsheet } from "#blocks/text/read-spreadsheet.ts";
import { textReplace } from "#blocks/text/text-replace.ts";
import { xmlParser } from "#blocks/text/xml-parser.ts";
import { countdownTimer } from "#blocks/waiting/countdown-timer.ts";
import { waitForEvent } from "#blocks/waiting/wait-for-event.ts";
import { MOST_KEPT, MOST_KEPT_OF_ONE } from "#domain/executions/retry.ts";
import { FILE_QUOTA } from "#domain/files/records.ts";
import { MAX_AGENT_DEPTH } from "#domain/graphs/analysis/agent-depth.ts";
import { MOST_PLANS_SIZE } from "#domain/graphs/plan-size.ts";
import { MAX_LINKS, MAX_NODES } from "#domain/graphs/rules.ts";
import { MAX_OUTPUTS } from "#engine/runs/perform.ts";
import { workspaceFiles } from "#engine/world/files.ts";
import { userMemory } from "#engine/world/memory.ts";
import { MAX_LIST_INDEX } from "#kernel/pins.ts";
import { DEFAULT_LIMITS } from "#kernel/plan.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import { connectDb } from "#store/db.ts";
import { startNeonBridge } from "../../local/neon-bridge.ts";
import { quietIo, runBlock } from "../blocks/run.ts";
import { cpuClock } from "../cpu-clock.ts";
import { freshDatabase, query } from "../database.ts";
import { memoryFiles } from "../memory-files.ts";

const PAGE = readFileSync(join(import.meta.dirname, "../../docs/limits.md"), "utf8");

/** Far above what the slowest case takes alone on a busy machine. */
const IN_TIME_MS = 3000;

const nested = (levels: number): Json => JSON.parse("[".repeat(levels) + "]".repeat(levels));
const numbers = (length: number) => Array.from({ length }, (_, index) => index);
const template = (format: string, values: JsonObject = {}): JsonObject => ({ format, values });
const database = (change: JsonObject): JsonObject => ({
  host: "db.example.com",
  database: "d",
  query: "select 1",
  credentials: { id: "x", provider: "database", type: "user_password" },
  ...change,
});

const databaseUrl = await freshDatabase();
const bridge = await startNeonBridge();
afterAll(() => bridge.stop());
const userId = crypto.randomUUID();
await query(databaseUrl, `insert into users (id) values ('${userId}')`);

const { fetch } = quietIo();
const place = { userId, idempotencyKey: "key", graphId: "graph", executionId: "e" };
const db = connectDb(databaseUrl, bridge.origin);
const memory = userMemory(db, place);
const files = workspaceFiles({ db, files: memoryFiles(), now: Date.now }, fetch, place);
const answering = (body: string): Partial<BlockIo> => ({ fetch: async () => new Response(body) });
const rss = (length: number) => {
  const feed = '<rss version="2.0"><channel><title></title></channel></rss>';
  return feed.replace("<title>", `<title>${"x".repeat(length - feed.length)}`);
};
const sql: BlockIo["sql"] = {
  query: async () => ({ columns: [], rows: [], truncated: false, affectedRows: null }),
};

type Edge = [what: string, limit: number, block: Block, input: (n: number) => JsonObject, io?: IoOf];
type IoOf = (n: number) => Partial<BlockIo>;

/** Blocks as they run, with inputs of a size. */
const EDGES: Edge[] = [
  ["levels of nesting of any input", 64, countItems, (n) => ({ collection: nested(n) })],
  [
    "levels of nesting of JSON text that `StepThroughItemsBlock` reads",
    64,
    stepThroughItems,
    (n) => ({ items_str: "[".repeat(n) + "]".repeat(n) }),
  ],
  [
    "levels of nesting of XML that `XMLParserBlock` reads",
    64,
    xmlParser,
    (n) => ({ input_xml: `${"<a>".repeat(n)}1${"</a>".repeat(n)}` }),
  ],
  [
    "elements of XML that `XMLParserBlock` reads",
    50_000,
    xmlParser,
    (n) => ({ input_xml: `<r>${"<a/>".repeat(n - 1)}</r>` }),
  ],
  [
    "attributes of XML that `XMLParserBlock` reads",
    50_000,
    xmlParser,
    (n) => ({
      input_xml: `<r ${numbers(n)
        .map((number) => `a${number}='1'`)
        .join(" ")}/>`,
    }),
  ],
  [
    "elements that `StepThroughItemsBlock` hands on",
    10_000,
    stepThroughItems,
    (n) => ({ items: numbers(n) }),
  ],
  [
    "values that `ZipListsBlock` makes",
    1_000_000,
    zipLists,
    (n) => ({ lists: [numbers(Math.ceil(n / 1000)), ...numbers(999).map(() => [])], pad_to_longest: true }),
  ],
  [
    "characters of a pattern of `MatchTextPatternBlock` or `ExtractTextInformationBlock`",
    2000,
    matchTextPattern,
    (n) => ({ match: "a".repeat(n), text: "a", data: 1 }),
  ],
  [
    "matches that `ExtractTextInformationBlock` finds",
    10_000,
    extractTextInformation,
    (n) => ({ pattern: "a", text: "a".repeat(n), find_all: true }),
  ],
  ["characters of a template", 65_536, fillTextTemplate, (n) => template("a".repeat(n))],
  [
    "white-space characters in a row in a template",
    500,
    fillTextTemplate,
    (n) => template(`a${" ".repeat(n)}b`),
  ],
  [
    "numbers of a `range` in a template",
    10_000,
    fillTextTemplate,
    (n) => template(`{{ range(${n}) | length }}`),
  ],
  [
    "characters of a text that a template makes",
    1_048_576,
    fillTextTemplate,
    (n) => template("{{ text ~ 'a' }}", { text: "a".repeat(n - 1) }),
  ],
  [
    "characters of a text that `TextReplaceBlock` makes",
    1_048_576,
    textReplace,
    (n) => ({ text: `b${"a".repeat(n - 2)}`, old: "b", new: "bb" }),
  ],
  [
    "characters of a text that `CombineTextsBlock` makes",
    1_048_576,
    combineTexts,
    (n) => ({ input: ["a", "b"], delimiter: "-".repeat(n - 2) }),
  ],
  [
    "rows that `ReadSpreadsheetBlock` hands on one by one",
    10_000,
    readSpreadsheet,
    (n) => ({ contents: `a\n${"1\n".repeat(n)}`, produce_singular_result: true }),
  ],
  [
    "pieces of a file that `FileReadBlock` hands on",
    10_000,
    fileRead,
    (n) => ({ file_input: `data:,${"a".repeat(n)}`, size_limit: 1 }),
  ],
  [
    "bytes of a file",
    10_485_760,
    fileStore,
    (n) => ({ file_in: `data:,${"a".repeat(n)}` }),
    () => ({ files }),
  ],
  [
    "characters of a feed",
    5_000_000,
    readRssFeed,
    () => ({ rss_url: "https://example.com/rss", polling_rate: 60 }),
    (n) => answering(rss(n)),
  ],
  [
    "characters of the title of an article of Wikipedia",
    300,
    getWikipediaSummary,
    (n) => ({ topic: "a".repeat(n) }),
    () => answering('{"extract": "An article."}'),
  ],
  ["rows that `SQLQueryBlock` yields", 10_000, sqlQuery, (n) => database({ max_rows: n }), () => ({ sql })],
  [
    "seconds that a statement of `SQLQueryBlock` takes",
    120,
    sqlQuery,
    (n) => database({ timeout: n }),
    () => ({ sql }),
  ],
];

const row = (what: string, limit: number): string => `| ${what} | ${limit.toLocaleString("en")} |`;

describe("a block at its limit works, and one beyond it says so at once", () => {
  it.each(EDGES)("%s: %i", async (what, limit, block, input, io = () => ({})) => {
    expect(PAGE).toContain(row(what, limit));
    expect(await runBlock(block, input(limit), io(limit))).not.toHaveProperty("error");
    const taken = cpuClock();
    const beyond = await runBlock(block, input(limit + 1), io(limit + 1));
    expect(taken()).toBeLessThan(IN_TIME_MS);
    expect(beyond).toEqual({ error: [expect.stringMatching(/./)] });
  });

  it.each<[string, number, Block, (n: number) => JsonObject]>([
    ["times that `CountdownTimerBlock` repeats", 10_000, countdownTimer, (n) => ({ repeat: n })],
    ["characters of the name of an event", 200, waitForEvent, (n) => ({ event: "a".repeat(n) })],
  ])("%s: %i", (what, limit, block, input) => {
    expect(PAGE).toContain(row(what, limit));
    expect(block.parse(input(limit))).toMatchObject({ ok: true });
    expect(block.parse(input(limit + 1))).toMatchObject({
      ok: false,
      message: expect.stringContaining("does not fit"),
    });
  });

  it.each([
    [
      "characters of a key of `PersistInformationBlock`",
      500,
      (n: number) => ({ key: "k".repeat(n), value: 1 }),
    ],
    [
      "characters of a value of `PersistInformationBlock`, as JSON",
      1_000_000,
      (n: number) => ({ key: "k", value: "v".repeat(n - 2) }),
    ],
  ] as const)("%s: %i", async (what, limit, input) => {
    expect(PAGE).toContain(row(what, limit));
    const keep = (size: number) => runBlock(persistInformation, input(size), { memory });
    expect(await keep(limit)).toEqual({ value: [input(limit).value] });
    expect(await keep(limit + 1)).toEqual({
      error: [expect.stringContaining(`at most ${limit} characters`)],
    });
  });
});

it.each<[string, number]>([
  ["nodes of a graph", MAX_NODES],
  ["links of a graph", MAX_LINKS],
  ["levels of agents in agents", MAX_AGENT_DEPTH],
  ["characters of a graph and those that its agents run, together", MOST_PLANS_SIZE],
  ["node executions of a run, those of its agents included", DEFAULT_LIMITS.nodeExecutions],
  ["characters of a value, as JSON", DEFAULT_LIMITS.valueSize],
  ["characters of all values of a run, as JSON", DEFAULT_LIMITS.totalSize],
  ["values that a node execution yields", MAX_OUTPUTS],
  ["characters of what a retry keeps, as JSON", MOST_KEPT],
  ["characters of what a retry keeps of one node execution, as JSON", MOST_KEPT_OF_ONE],
  ["index of a list that a pin builds", MAX_LIST_INDEX],
  ["bytes of all files of a user", FILE_QUOTA],
  ["days of a run", DEFAULT_LIMITS.wallMs / 86_400_000],
])("the page says what the limit is of %s", (what, limit) => {
  expect(PAGE).toContain(row(what, limit));
});

it("no row of the page on blocks goes without a test", () => {
  const [, blocks = ""] = PAGE.split(/^## .*$/m);
  const rows = [...blocks.matchAll(/^\| (.*) \| [\d,]+ \|$/gm)].map(([, what]) => what);
  expect(rows).toHaveLength(EDGES.length + 4);
});
