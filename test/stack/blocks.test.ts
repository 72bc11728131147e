import { createServer } from "node:http";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import type { Block } from "#blocks/block.ts";
import { BLOCKS } from "#blocks/registry.ts";
import type { JsonObject } from "#lib/json.ts";
import { mailServer } from "../mail-server.ts";
import { type GraphJson, startPlatform } from "./platform.ts";

const platform = await startPlatform();
const { origin } = platform.stack;
afterAll(platform.stop);

const RSS = `<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><item><title>One &amp; only</title>
  <pubDate>${new Date().toUTCString()}</pubDate></item></channel></rss>`;

const web = createServer(async (request, response) => {
  if (request.url === "/rss") return void response.end(RSS);
  if (request.url === "/file.txt") return void response.end("one\ntwo");
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ heard: Buffer.concat(parts).toString() }));
});
await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
afterAll(() => void web.close());
const address = web.address();
const site = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;

const idOf = (name: string): string => {
  const block = BLOCKS.find((known) => known.name === name);
  if (block === undefined) throw new Error(`There is no ${name}`);
  return block.id;
};

const node = (id: string, name: string, input_default: object = {}) => ({
  id,
  block_id: idOf(name),
  input_default,
});

const link = (from: string, to: string): GraphJson["links"][number] => {
  const [source_id = "", source_name = ""] = from.split(".");
  const [sink_id = "", sink_name = ""] = to.split(".");
  return { source_id, source_name, sink_id, sink_name };
};

/** What a block yields depends on nothing but its input: its first example is the same here as in the contract's test. */
const exampleOf = (block: Block) =>
  block.pure && block.kind !== "NOTE" && !DEPENDS_ON_MORE.test(block.name)
    ? block.examples.find((example) => example.now === undefined && !("error" in example.yields))
    : undefined;

const DEPENDS_ON_MORE = /^(DataSampling|GetCurrent)/;

async function credential(provider: string, username: string, password: string): Promise<JsonObject> {
  const { status, body } = await platform.call("POST", "/api/v2/integrations/credentials", {
    provider,
    type: "user_password",
    username,
    password,
  });
  expect(status).toBe(201);
  return { id: z.looseObject({ id: z.string() }).parse(body).id, provider, type: "user_password" };
}

describe("on the stack", () => {
  it("a graph of more than fifty kinds of blocks yields what their examples say", async () => {
    const kinds = BLOCKS.flatMap((block) => {
      const example = exampleOf(block);
      return example === undefined ? [] : [{ block, example }];
    });
    expect(kinds.length).toBeGreaterThan(50);
    const graph = await platform.graph({
      name: "Fifty kinds",
      nodes: [
        ...kinds.map(({ block, example }) => node(block.name, block.name, example.input)),
        node("note", "NoteBlock", { text: "never runs" }),
        node("sample", "DataSamplingBlock", { data: [1, 2, 3], sample_size: 2 }),
        node("now", "GetCurrentDateAndTimeBlock", { trigger: "go" }),
      ],
      links: [],
    });
    const execution = await platform.ended(await platform.start(graph));
    const yielded = Object.fromEntries(
      execution.node_executions.map(({ node_id, output_data }) => [node_id, output_data]),
    );
    expect(yielded).toEqual({
      ...Object.fromEntries(kinds.map(({ block, example }) => [block.name, example.yields])),
      sample: { sampled_data: [expect.any(Array)], sample_indices: [expect.any(Array)] },
      now: { date_time: [expect.stringMatching(/^\d{4}-/)] },
    });
    expect(execution.status).toBe("COMPLETED");
  });

  it("blocks with effects reach files, memory, feeds, databases and mail servers", async () => {
    const database = new URL(platform.stack.databaseUrl);
    const mail = await mailServer();
    const credentials = {
      sql: await credential("database", database.username, database.password || "none"),
      mail: await credential("smtp", "ada@example.com", "password"),
    };
    const uploaded = await fetch(`${origin}/api/v2/files?name=a.csv`, {
      method: "POST",
      headers: { "X-API-Key": platform.credentials.apiKey, "Content-Type": "text/csv" },
      body: "a,b\n1,2\n",
    });
    const { uri } = z.looseObject({ uri: z.string() }).parse(await uploaded.json());
    const server = {
      host: database.hostname,
      port: Number(database.port),
      database: database.pathname.slice(1),
    };
    const graph = await platform.graph({
      name: "The world",
      nodes: [
        node("file", "AgentFileInputBlock", { name: "file" }),
        node("sheet", "ReadSpreadsheetBlock"),
        node("store", "FileStoreBlock", { file_in: `${site}/file.txt` }),
        node("read", "FileReadBlock", { delimiter: "\n" }),
        node("inline", "FileStoreBlock", { file_in: `${site}/file.txt`, base_64: true }),
        node("post", "SendWebRequestBlock", { url: `${site}/form`, files_name: "up" }),
        node("remember", "PersistInformationBlock", { key: "seen", value: { n: [1, null] } }),
        node("recall", "RetrieveInformationBlock"),
        node("feed", "ReadRSSFeedBlock", { rss_url: `${site}/rss`, polling_rate: 60 }),
        node("sql", "SQLQueryBlock", {
          ...server,
          query: "select count(*)::int > 0 as is_there from executions",
          credentials: credentials.sql,
        }),
        node("write", "SQLQueryBlock", {
          ...server,
          query: "delete from executions",
          credentials: credentials.sql,
        }),
        node("mail", "SendEmailBlock", {
          to_email: "grace@example.com",
          subject: "Hi",
          config: { smtp_server: "127.0.0.1", smtp_port: mail.port },
          credentials: credentials.mail,
        }),
      ],
      links: [
        link("file.result", "sheet.file_input"),
        link("store.file_out", "read.file_input"),
        link("store.file_out", "post.files_$_0"),
        link("remember.value", "recall.default_value"),
        link("feed.entry_#_title", "mail.body"),
        link("sql.row_count", "recall.key"),
      ],
    });
    const execution = await platform.ended(await platform.start(graph, { file: uri }));
    const out = Object.fromEntries(
      execution.node_executions.map(({ node_id, output_data }) => [node_id, output_data]),
    );
    expect(out["sheet"]).toEqual({ rows: [[{ a: "1", b: "2" }]] });
    expect(out["store"]).toEqual({
      file_out: [expect.stringMatching(/^workspace:\/\/[0-9a-f-]{36}#/)],
    });
    expect(out["read"]).toEqual({ content: ["one", "two"] });
    expect(out["inline"]).toEqual({ file_out: [expect.stringContaining(`;base64,${btoa("one\ntwo")}`)] });
    expect(out["post"]).toMatchObject({
      response: [{ heard: expect.stringMatching(/name="up"; filename="file.txt"[\s\S]*one\ntwo/) }],
    });
    expect(out["recall"]).toEqual({ value: [{ n: [1, null] }] });
    expect(out["feed"]).toMatchObject({ entries: [[{ title: "One & only" }]] });
    expect(out["sql"]).toMatchObject({ results: [[{ is_there: true }]], truncated: [false] });
    expect(out["write"]).toEqual({ error: [expect.stringContaining("read-only transaction")] });
    expect(out["mail"]).toEqual({ status: ["Email sent successfully"] });
    expect(mail.heard).toContain("RCPT TO:<grace@example.com>");
    mail.stop();
  });

  it("what is remembered outlives a run, and stays with its graph or its user", async () => {
    const keep = (scope: string) =>
      platform.graph({
        name: `Keeps ${scope}`,
        nodes: [
          node("in", "AgentInputBlock", { name: "value" }),
          node("keep", "PersistInformationBlock", { key: "last", scope }),
        ],
        links: [link("in.result", "keep.value")],
      });
    const look = {
      name: "Looks",
      nodes: [
        node("own", "RetrieveInformationBlock", { key: "last", default_value: "nothing" }),
        node("shared", "RetrieveInformationBlock", { key: "last", scope: "across_agents" }),
      ],
      links: [],
    };
    for (const scope of ["within_agent", "across_agents"]) {
      const graph = await keep(scope);
      for (const value of ["first", scope]) await platform.ended(await platform.start(graph, { value }));
    }
    const { node_executions } = await platform.ended(await platform.start(await platform.graph(look)));
    expect(
      Object.fromEntries(node_executions.map(({ node_id, output_data }) => [node_id, output_data])),
    ).toEqual({
      own: { value: ["nothing"] },
      shared: { value: ["across_agents"] },
    });
  });
});
