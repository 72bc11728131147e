import { describe, expect, it } from "vitest";
import { BLOCKS } from "#blocks/registry.ts";
import { person, session, world } from "../world.ts";

const { api } = await world();
const ada = await session(person("ada"));

interface Listed {
  id: string;
  name: string;
  categories: string[];
  costs: object[];
  input_schema: object;
}

async function list(query = ""): Promise<{ blocks: Listed[]; categories: Record<string, number> }> {
  const answer = await api(ada).get(`/api/v2/builder/blocks${query}`);
  expect(answer.status).toBe(200);
  return JSON.parse(answer.text);
}

const names = async (query: string) => (await list(query)).blocks.map(({ name }) => name);

describe("GET /api/v2/builder/blocks", () => {
  it("lists every block, and how many each category has", async () => {
    const { blocks, categories } = await list();
    expect(blocks.map(({ id }) => id)).toEqual(BLOCKS.map(({ id }) => id));
    expect(categories["TEXT"]).toBe(BLOCKS.filter((block) => block.categories.includes("TEXT")).length);
  });

  it.each([
    ["the beginning of a name, in any case", "fill text", "FillTextTemplateBlock"],
    ["a name without its spaces", "readrss", "ReadRSSFeedBlock"],
    ["the name of the class", "TextSplitBlock", "TextSplitBlock"],
    ["words of a name in another order", "text combine", "CombineTextsBlock"],
    ["an id", "6595ae1f-b924-42cb-9a41-551a0611c4b4", "SendWebRequestBlock"],
    ["an old name", "smart decision", "OrchestratorBlock"],
    ["two letters in the wrong order", "fill tempalte", "FillTextTemplateBlock"],
    ["a letter too few, in the text as well", "wikipdia article", "GetWikipediaSummaryBlock"],
    ["words of a description", "wikipedia article beginning", "GetWikipediaSummaryBlock"],
  ])("finds a block by %s", async (_what, search, name) => {
    expect((await names(`?search=${encodeURIComponent(search)}`))[0]).toBe(name);
  });

  it("finds the same by mail and by email", async () => {
    const found = await names("?search=send+email");
    expect(found).toEqual(expect.arrayContaining(["SendEmailBlock", "GmailSendBlock"]));
    expect(await names("?search=send+mail")).toEqual(expect.arrayContaining(found));
  });

  it("forgives no slip where the words fit as they are, nor in short words", async () => {
    const texts = await names("?search=text+split");
    expect(texts[0]).toBe("TextSplitBlock");
    expect(texts).not.toContain("GetCurrentTimeBlock");
    expect(await names("?search=rzs")).toEqual([]);
  });

  it("finds nothing by words that no block has together", async () => {
    expect(await names("?search=wikipedia+spreadsheet")).toEqual([]);
  });

  it("keeps to a category, in any case, also in a search", async () => {
    const { blocks, categories } = await list("?category=text&search=text");
    expect(blocks.length).toBeGreaterThan(3);
    for (const { categories: of } of blocks) expect(of).toContain("TEXT");
    expect(categories["TEXT"]).toBe(blocks.length);
    expect(await names("?category=nothing")).toEqual([]);
  });

  it("says what models cost, and that other blocks are free", async () => {
    const { blocks } = await list("?search=AI+Text+Generator");
    expect(blocks[0]?.costs).toContainEqual({
      provider: "openai",
      model: "gpt-4o",
      input_usd_per_million_tokens: 2.5,
      output_usd_per_million_tokens: 10,
    });
    expect((await list("?search=calculator")).blocks[0]?.costs).toEqual([]);
  });

  it("refuses a search that is too long", async () => {
    expect((await api(ada).get(`/api/v2/builder/blocks?search=${"a".repeat(201)}`)).status).toBe(422);
  });
});

describe("POST /api/v2/builder/blocks/{id}/execute", () => {
  it.each([
    ["a pin without a value", "db7d8f02-2f44-4c55-ab7a-eae0941f0c30", { format: "x" }, "values"],
    [
      "a value inside a dictionary",
      "691dad47-f494-44c3-a1e8-05b7990f2dab",
      { credentials: { provider: "github" }, repo_url: "a/b", title: "t", body: "b" },
      "credentials.id",
    ],
  ])("names %s that does not fit", async (_what, id, input, path) => {
    const answer = await api(ada).post(`/api/v2/builder/blocks/${id}/execute`, input);
    expect(answer).toMatchObject({ status: 422, body: { error: { details: { issues: [{ path }] } } } });
  });

  it("takes a list as long as a body may have", async () => {
    const list = Array.from({ length: 250_000 }, () => 1);
    const answer = await api(ada).post(
      "/api/v2/builder/blocks/3c9c2f42-b0c3-435f-ba35-05f7a25c772a/execute",
      { collection: list },
    );
    expect(answer).toMatchObject({ status: 200, body: { count: [list.length] } });
  });

  it("tells the time in the caller's own time zone where that is asked for", async () => {
    const format_type = { discriminator: "strftime", format: "%z", use_user_timezone: true };
    const told = async () => {
      const path = "/api/v2/builder/blocks/a892b8d9-3e4e-4e9c-9c1e-75f8efcf1bfa/execute";
      return (await api(ada).post(path, { trigger: "", format_type })).body;
    };
    expect(await told()).toEqual({ time: ["+0000"] });
    await api(ada).send("PATCH", "/api/v2/me", { timezone: "Asia/Tokyo" });
    expect(await told()).toEqual({ time: ["+0900"] });
  });
});
