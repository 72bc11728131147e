import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { type GraphJson, startPlatform } from "./platform.ts";

const EXAMPLES = join(import.meta.dirname, "../../docs/examples");
const platform = await startPlatform();
const { models } = platform.stack;
const web = await pages();
afterAll(async () => {
  web.close();
  await platform.stop();
});

/** Imports an example as a person would; answers its id. */
const imported = (file: string): Promise<string> => {
  const graph: GraphJson = JSON.parse(readFileSync(join(EXAMPLES, file), "utf8"));
  return platform.graph(graph);
};

const run = async (file: string, inputs: object) =>
  platform.ended(await platform.start(await imported(file), inputs));

describe("the example agents", () => {
  it("are these, each with a test here or in the demo", () => {
    const files = readdirSync(EXAMPLES).filter((file) => file.endsWith(".json"));
    expect(files.toSorted()).toEqual([
      "daily-digest.json",
      "inbox-triage.json",
      "list-enricher.json",
      "order-desk.json",
      "research-and-write.json",
      "shop-assistant.json",
    ]);
  });

  it("research and write: revises until the critic has no objection", async () => {
    models.scripts.push(
      { when: "Make a list of short texts", answers: [{ json: { list: ["Who?", "When?", "Why?"] } }] },
      {
        when: "Answer this question in two sentences",
        answers: [{ text: "A finding." }, { text: "A finding." }, { text: "A finding." }],
      },
      { when: "Write a short article on tides", answers: [{ text: "Draft one." }] },
      { when: "Revise this article", answers: [{ text: "Draft two." }, { text: "Draft three." }] },
      { when: "Value:\nDraft", answers: [{ text: "false" }, { text: "false" }, { text: "true" }] },
    );
    const execution = await run("research-and-write.json", { topic: "tides" });
    expect(execution).toMatchObject({ status: "COMPLETED", outputs: { article: ["Draft three."] } });
    const brief = models.asked.find(({ question }) =>
      question.messages.at(-1)?.text.startsWith("Write a short"),
    );
    expect(brief?.question.messages.at(-1)?.text.match(/- A finding\./g)).toHaveLength(3);
  });

  it("inbox triage: spam ends, and a reply goes out as a person edited it", async () => {
    const reply = (category: string) => ({ json: { category, urgency: 2, reply: `Dear ${category}` } });
    models.scripts.push(
      { when: '"subject":"You won"', answers: [reply("spam")] },
      { when: '"subject":"Where is my lamp"', answers: [reply("order")] },
      { when: '"subject":"Opening hours"', answers: [reply("question")] },
    );
    const mails = ["You won", "Where is my lamp", "Opening hours"].map((subject) => ({
      from: "a@b.c",
      subject,
      text: "…",
    }));
    const id = await platform.start(await imported("inbox-triage.json"), { mails });
    await expect.poll(async () => (await reviews(id)).length).toBe(2);
    for (const review of await reviews(id)) {
      const isOrder = JSON.stringify(review.data).includes("Dear order");
      const decision = isOrder ? { digest: review.digest, data: "Dear Ada" } : { digest: review.digest };
      await platform.call("POST", `/api/v2/reviews/${review.id}/${isOrder ? "approve" : "reject"}`, decision);
    }
    expect(await platform.ended(id)).toMatchObject({
      status: "COMPLETED",
      outputs: {
        spam: [{ subject: "You won" }],
        replies: ["Dear Ada"],
        rejected: [{ category: "question", reply: "Dear question" }],
      },
    });
  });

  it("list enricher: tries a page again, lists the one that cannot be read, and goes on", async () => {
    models.scripts.push(
      { when: "page of lamps", answers: [{ text: "Lamps." }] },
      { when: "page of desks", answers: [{ text: "Desks." }] },
    );
    const companies = [
      { name: "A", pages: [web.url("lamps"), web.url("broken")] },
      { name: "B", pages: [web.url("desks")] },
    ];
    const execution = await run("list-enricher.json", { companies });
    expect(execution.status).toBe("COMPLETED");
    expect(execution.outputs["facts"]?.toSorted()).toEqual(["Desks.", "Lamps."]);
    expect(execution.outputs["unread"]).toEqual([expect.stringContaining("out of order")]);
    expect([web.hits("lamps"), web.hits("broken"), web.hits("desks")]).toEqual([2, 3, 1]);
  });

  it("shop assistant: uses three tools and another agent, whose run is a child that can be read", async () => {
    const call = (name: string, args: object) => ({ calls: [{ name, arguments: JSON.stringify(args) }] });
    models.scripts.push(
      {
        when: "Two lamps, please",
        answers: [
          call("look_up_a_price", { key: "lamp" }),
          call("calculate", { operation: "Multiply", a: 60, b: 2 }),
          call("date_of_today", { trigger: "now" }),
          call("letter_writer", { about: "two lamps for 120" }),
          { text: "That makes 120; your letter is on its way." },
        ],
      },
      {
        when: "letter of three sentences about: two lamps for 120",
        answers: [{ text: "Dear customer, enjoy your lamps." }],
      },
    );
    const execution = await run("shop-assistant.json", { request: "Two lamps, please." });
    expect(execution).toMatchObject({
      status: "COMPLETED",
      outputs: { answer: ["That makes 120; your letter is on its way."] },
    });
    const last = models.asked.findLast(({ question }) =>
      question.messages.some(({ text }) => text.includes("Two lamps, please")),
    );
    const results = last?.question.messages.filter(({ role }) => role === "tool").map(({ text }) => text);
    expect(results).toEqual([
      '{"output":[60]}',
      '{"result":[120]}',
      expect.stringMatching(/^\{"date":\["\d{4}-/),
      '{"letter":["Dear customer, enjoy your lamps."]}',
    ]);
    const ofWriter = "/api/v2/executions?graph_id=7c1f5a8e-2b7d-4c7e-9d3a-5e0b1f6a4c21";
    await expect
      .poll(async () => (await platform.call("GET", ofWriter)).body)
      .toMatchObject({ executions: [{ status: "COMPLETED", trigger: "agent" }] });
  });

  it("order desk: prices each order, sorts them, asks one carrier and reports that the other is away", async () => {
    const execution = await run("order-desk.json", {
      customer: "Ada",
      orders: [
        { item: "lamp", price: 60, quantity: 2 },
        { item: "bulb", price: 4, quantity: 3 },
        { item: "desk", price: 100, quantity: 1 },
      ],
      carrier: web.url("carrier"),
      backup_carrier: "http://127.0.0.1:9/",
    });
    expect(execution).toMatchObject({
      status: "COMPLETED",
      outputs: {
        express: ["Express for Ada: 120 EUR", "Express for Ada: 100 EUR"],
        standard: ["Standard for Ada: 12 EUR"],
        carrier: ["on its way"],
        problems: [expect.stringMatching(/^The backup carrier failed: ./)],
      },
    });
    expect(execution.outputs["problems"]).toHaveLength(1);
  });

  it.each(["Pacific/Kiritimati", "Pacific/Niue"])(
    "daily digest: reads a feed and dates the digest as it is for its user in %s",
    async (timezone) => {
      await platform.call("PATCH", "/api/v2/me", { timezone });
      models.scripts.push({ when: "A new lamp", answers: [{ text: "- A new lamp" }] });
      const execution = await run("daily-digest.json", { feed: web.url("feed") });
      expect(execution).toMatchObject({
        status: "COMPLETED",
        outputs: { digest: [expect.stringMatching(/^Digest of \d{4}-\d\d-\d\d\n\n- A new lamp$/)] },
      });
      // The two zones are a day and an hour apart: a midnight between the run and here cannot hide a wrong zone.
      const today = (at: number) => new Intl.DateTimeFormat("en-CA", { timeZone: timezone }).format(at);
      const [digest] = execution.outputs["digest"] ?? [];
      expect([today(Date.now()), today(Date.now() - 60_000)]).toContain(String(digest).slice(10, 20));
    },
  );
});

const Reviews = z.object({
  reviews: z.array(z.looseObject({ id: z.string(), digest: z.string(), data: z.unknown() })),
});

async function reviews(executionId: string) {
  const path = `/api/v2/reviews?execution_id=${executionId}&status=WAITING`;
  return Reviews.parse((await platform.call("GET", path)).body).reviews;
}

/** A website: one page that comes at the second try, one that never does, a carrier, and a feed. */
async function pages() {
  const hits = new Map<string, number>();
  const server = createServer((request, response) => {
    const name = (request.url ?? "/").slice(1);
    const count = (hits.get(name) ?? 0) + 1;
    hits.set(name, count);
    const fails = name === "broken" || (name === "lamps" && count === 1);
    const [page, type] = contentOf(name);
    response.writeHead(fails ? 503 : 200, { "content-type": type }).end(fails ? "out of order" : page);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const port = z.object({ port: z.number() }).parse(server.address()).port;
  return {
    url: (name: string) => `http://127.0.0.1:${port}/${name}`,
    hits: (name: string) => hits.get(name) ?? 0,
    close: () => void server.close(),
  };
}

function contentOf(name: string): [page: string, type: string] {
  if (name === "feed") return [feed(), "application/rss+xml"];
  if (name === "carrier") return ['{"status": "on its way"}', "application/json"];
  return [`This is the page of ${name}.`, "text/plain"];
}

const feed = () => `<?xml version="1.0"?><rss version="2.0"><channel><title>Shop</title><item>
  <title>A new lamp</title><link>https://example.com/lamp</link><description>It is bright.</description>
  <pubDate>${new Date().toUTCString()}</pubDate></item></channel></rss>`;
