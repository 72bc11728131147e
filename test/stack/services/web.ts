import { describe, expect, it } from "vitest";
import { executeCode } from "#blocks/code/execute-code.ts";
import { executeCodeStep } from "#blocks/code/execute-code-step.ts";
import { instantiateCodeSandbox } from "#blocks/code/instantiate-code-sandbox.ts";
import { exaAnswer } from "#blocks/exa/exa-answer.ts";
import { exaContents } from "#blocks/exa/exa-contents.ts";
import { exaFindSimilar } from "#blocks/exa/exa-find-similar.ts";
import { exaSearch } from "#blocks/exa/exa-search.ts";
import { extractWebsiteContent } from "#blocks/search/extract-website-content.ts";
import { factChecker } from "#blocks/search/fact-checker.ts";
import { firecrawlCrawl } from "#blocks/search/firecrawl-crawl.ts";
import { firecrawlExtract } from "#blocks/search/firecrawl-extract.ts";
import { firecrawlMapWebsite } from "#blocks/search/firecrawl-map-website.ts";
import { firecrawlScrape } from "#blocks/search/firecrawl-scrape.ts";
import { firecrawlSearch } from "#blocks/search/firecrawl-search.ts";
import { jinaChunking } from "#blocks/search/jina-chunking.ts";
import { jinaEmbedding } from "#blocks/search/jina-embedding.ts";
import { searchTheWeb } from "#blocks/search/search-the-web.ts";
import { transcribeYoutubeVideo } from "#blocks/youtube/transcribe-youtube-video.ts";
import type { World } from "./world.ts";

export function jinaStories({ fakes: { jina }, node, run }: World): void {
  describe("Jina", () => {
    it("reads, searches, checks, cuts and embeds", async () => {
      const { status, of } = await run(
        [
          node("search", searchTheWeb, { query: "green tea" }),
          node("read", extractWebsiteContent, { url: "https://tea.example/green" }),
          node("check", factChecker, { statement: "Tea is warm" }),
          node("cut", jinaChunking, { max_chunk_length: 20, return_tokens: true }),
          node("embed", jinaEmbedding),
        ],
        ["read.content > cut.texts", "cut.chunks > embed.texts"],
      );
      expect(status).toBe("COMPLETED");
      expect(of("search")["results"]).toEqual([expect.stringContaining("On green tea")]);
      expect(of("read")["content"]).toEqual([
        expect.stringContaining("URL Source: https://tea.example/green"),
      ]);
      expect(of("check")).toMatchObject({ factuality: [0.9], result: [true] });
      const [chunks = []] = of("cut")["chunks"] ?? [];
      expect(chunks).toContain("Title: Tea\n\nURL Sour");
      expect(of("embed")["embeddings"]?.[0]).toHaveLength(Array.isArray(chunks) ? chunks.length : 0);
    });

    it("is asked again when it was busy", async () => {
      jina.tire();
      expect((await run([node("search", searchTheWeb, { query: "tea" })])).status).toBe("COMPLETED");
    });
  });
}

export function firecrawlStories({ fakes: { firecrawl }, node, handOn, run }: World): void {
  const url = "https://tea.example/";
  describe("Firecrawl", () => {
    it("maps, searches and reads pages, and waits for what takes longer", async () => {
      const { status, of } = await run([
        node("map", firecrawlMapWebsite, { url }),
        node("search", firecrawlSearch, { query: "green tea", formats: ["markdown"] }),
        node("scrape", firecrawlScrape, {
          url,
          formats: ["html", "links", "screenshot@fullPage", "changeTracking"],
        }),
        node("crawl", firecrawlCrawl, { url, formats: ["markdown", "json"] }),
        node("extract", firecrawlExtract, { urls: [url], prompt: "Which kinds" }),
      ]);
      expect(status).toBe("COMPLETED");
      expect(of("map")["links"]).toEqual([[url, "https://tea.example/green"]]);
      expect(of("search")["site"]).toMatchObject([{ title: "green tea", markdown: "# Tea" }]);
      expect(of("scrape")).toMatchObject({
        html: ["<h1>Tea</h1>"],
        screenshot_full_page: ["https://storage.example/tea.png"],
        change_tracking: [{ changeStatus: "new" }],
      });
      expect(of("crawl")["data"]?.[0]).toHaveLength(2);
      expect(of("crawl")["json_data"]).toEqual([{ kind: "green" }, { kind: "green" }]);
      expect(of("extract")["data"]).toEqual([{ asked: "Which kinds" }]);
    });

    it("says what it refuses, and is asked again when it was busy", async () => {
      const { of } = await run(
        [node("wrong", firecrawlScrape, { url: "no address" }), handOn("after", "went on")],
        ["wrong.error > after.input"],
      );
      expect(of("wrong")).toEqual({ error: [expect.stringMatching(/^Firecrawl answered 400: /)] });
      firecrawl.tire();
      expect((await run([node("map", firecrawlMapWebsite, { url })])).status).toBe("COMPLETED");
    });
  });
}

export function exaStories({ fakes: { exa }, node, handOn, run }: World): void {
  describe("Exa", () => {
    it("finds pages, pages like them, and what they say", async () => {
      const { status, of } = await run(
        [
          node("search", exaSearch, { query: "tea", include_domains: ["tea.example"], number_of_results: 1 }),
          node("similar", exaFindSimilar, { contents: { highlights: true } }),
          node("read", exaContents, { summary: { query: "Which kinds" } }),
          node("answer", exaAnswer, { query: "Is tea warm?" }),
        ],
        ["search.result_#_url > similar.url", "search.result_#_url > read.urls"],
      );
      expect(status).toBe("COMPLETED");
      expect(of("search")).toMatchObject({
        result: [{ url: "https://tea.example/green", text: "Leaves and water" }],
        resolved_search_type: ["neural"],
      });
      expect(of("similar")["results"]?.[0]).toHaveLength(3);
      expect(of("read")).toMatchObject({ result: [{ summary: "Tea" }], statuses: [[{ status: "success" }]] });
      expect(of("answer")).toMatchObject({ answer: ["Yes"], citation: [{ title: "Tea" }] });
    });

    it("says what it refuses, and is asked again when it was busy", async () => {
      const wrong = { query: "tea", start_published_date: "yesterday" };
      const { of } = await run(
        [node("wrong", exaSearch, wrong), handOn("after", "went on")],
        ["wrong.error > after.input"],
      );
      expect(of("wrong")).toEqual({
        error: [expect.stringMatching(/^Exa answered 400: .*startPublishedDate/)],
      });
      exa.tire();
      expect((await run([node("later", exaAnswer, { query: "Is tea warm?" })])).status).toBe("COMPLETED");
    });
  });
}

export function e2bStories({ fakes: { e2b }, node, handOn, run }: World): void {
  describe("E2B", () => {
    it("runs code in a sandbox of its own, keeps what it wrote, and ends it", async () => {
      const code = "open('a.txt', 'w').write('tea'); 6 * 7";
      const { status, of } = await run([
        node("run", executeCode, { setup_commands: ["pip install rich"], code }),
      ]);
      expect(status).toBe("COMPLETED");
      expect(of("run")).toMatchObject({ response: ["42"], main_result: [{ text: "42" }] });
      expect(of("run")["files"]).toMatchObject([[{ path: "/home/user/a.txt", content: "tea" }]]);
      expect(e2b.ran).toEqual(["bash: pip install rich", `python: ${code}`]);
      expect(e2b.sandboxes.size).toBe(0);
    });

    it("keeps a sandbox for later steps, and ends it with the last", async () => {
      const { status, of } = await run(
        [
          node("open", instantiateCodeSandbox, { setup_code: "x = 1" }),
          node("step", executeCodeStep, { step_code: "x", dispose_sandbox: true }),
        ],
        ["open.sandbox_id > step.sandbox_id"],
      );
      expect(status).toBe("COMPLETED");
      expect(of("step")["response"]).toEqual(["1"]);
      expect(e2b.sandboxes.size).toBe(0);
    });

    it("says what the code threw, and is asked again when it was busy", async () => {
      const { of } = await run(
        [node("throws", executeCode, { code: "1 / 0" }), handOn("after", "went on")],
        ["throws.error > after.input"],
      );
      expect(of("throws")).toEqual({ error: ["The code failed with ZeroDivisionError: division by zero"] });
      e2b.tire();
      expect((await run([node("later", executeCode, { code: "x" })])).status).toBe("COMPLETED");
    });
  });
}

export function youtubeStories({ fakes: { youtube }, node, handOn, run }: World): void {
  describe("YouTube", () => {
    it("tells what people wrote down in English, before what a machine heard", async () => {
      youtube.tire();
      const { of } = await run([
        node("captions", transcribeYoutubeVideo, { youtube_url: "https://youtu.be/aBcDeFgHiJ1?t=9" }),
      ]);
      expect(of("captions")).toEqual({ video_id: ["aBcDeFgHiJ1"], transcript: ["Tea is\nwarm"] });
      expect(youtube.asked).toContain("GET /api/timedtext");
    });

    it.each([
      [
        "a video that is not there",
        "aBcDeFgHiJ9",
        "YouTube does not play this video: This video is unavailable",
      ],
      ["a video without captions", "aBcDeFgHiJ2", "The video has no captions"],
    ])("says so of %s", async (_what, id, error) => {
      const youtube_url = `https://www.youtube.com/watch?v=${id}`;
      const captions = [
        node("captions", transcribeYoutubeVideo, { youtube_url }),
        handOn("after", "went on"),
      ];
      const { of } = await run(captions, ["captions.error > after.input"]);
      expect(of("captions")).toEqual({ error: [error] });
    });
  });
}
