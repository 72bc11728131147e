import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { BlockError, block } from "../block.ts";
import { advanced, anyDict } from "../pins.ts";
import { exaCredentials, exaExample, exaPages, pagePins, pagesOf } from "./api.ts";

export const exaContents = block({
  id: "c52be83f-f8cd-4180-b243-af35f986b461",
  name: "ExaContentsBlock",
  description: "Reads pages of the web: text, highlights and summaries.",
  categories: ["SEARCH"],
  pure: false,
  input: () =>
    z.object({
      credentials: exaCredentials(),
      urls: z.array(z.string()).default([]).describe("The pages"),
      ids: z.array(z.string()).default([]).meta(advanced("The pages by the ids that Exa has for them")),
      text: z.boolean().default(true).describe("Whether to tell their texts"),
      highlights: anyDict().default({}).describe("Which passages to pick out, as Exa's API has it"),
      summary: anyDict().default({}).describe("How to sum them up, as Exa's API has it"),
      livecrawl: z
        .enum(["never", "fallback", "always", "preferred"])
        .nullable()
        .default("fallback")
        .meta(advanced("When to read a page anew")),
      livecrawl_timeout: z
        .int()
        .nullable()
        .default(10_000)
        .meta(advanced("How long to wait for a page, in milliseconds")),
      subpages: z.int().nullable().default(0).meta(advanced("How many pages below each to read too")),
      subpage_target: z
        .union([z.string(), z.array(z.string())])
        .nullable()
        .optional()
        .meta(advanced("Words that tell which pages below")),
      extras: anyDict().default({}).meta(advanced("What else to tell: `links`, `imageLinks`")),
    }),
  output: () =>
    z.object({
      ...pagePins(),
      request_id: z.string().describe("What Exa calls the request"),
      statuses: z.array(anyDict()).describe("How it went with each page"),
    }),
  async *run({ credentials, urls, ids, ...input }, io) {
    if (urls.length + ids.length === 0) throw new BlockError("Name the pages, by their addresses or ids");
    const body = {
      urls,
      ids,
      text: input.text,
      ...unlessEmpty("highlights", input.highlights),
      ...unlessEmpty("summary", input.summary),
      livecrawl: input.livecrawl,
      livecrawlTimeout: input.livecrawl_timeout,
      subpages: input.subpages || null,
      subpageTarget: input.subpage_target ?? null,
      ...unlessEmpty("extras", input.extras),
    };
    const found = await exaPages(io, credentials, "/contents", body);
    yield* pagesOf(found);
    yield ["request_id", found.requestId ?? ""];
    yield ["statuses", found.statuses];
  },
  examples: [
    {
      input: { credentials: exaExample, urls: ["https://tea.example"], summary: { query: "Which kinds" } },
      answers: [
        {
          method: "POST",
          url: "https://api.exa.ai/contents",
          requestBody: {
            urls: ["https://tea.example"],
            text: true,
            summary: { query: "Which kinds" },
            livecrawl: "fallback",
            livecrawlTimeout: 10_000,
          },
          body: {
            requestId: "r1",
            results: [{ url: "https://tea.example", text: "Warm", summary: "Green" }],
            statuses: [{ id: "https://tea.example", status: "success", source: "cached" }],
          },
        },
      ],
      yields: {
        results: [[{ url: "https://tea.example", text: "Warm", summary: "Green" }]],
        result: [{ url: "https://tea.example", text: "Warm", summary: "Green" }],
        request_id: ["r1"],
        statuses: [[{ id: "https://tea.example", status: "success", source: "cached" }]],
      },
    },
    {
      input: { credentials: exaExample },
      yields: { error: ["Name the pages, by their addresses or ids"] },
    },
  ],
});

const unlessEmpty = (name: string, settings: JsonObject): JsonObject =>
  Object.keys(settings).length === 0 ? {} : { [name]: settings };
