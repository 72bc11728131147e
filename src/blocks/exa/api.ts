import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { type ApiClient, apiClient } from "../api.ts";
import type { BlockIo } from "../block.ts";
import { type CredentialRef, credentialPin, exampleCredential } from "../credential-pin.ts";
import { advanced, anyDict } from "../pins.ts";

/** Exa reads pages while one waits. */
const TIMEOUT_MS = 60_000;

const exa = (io: BlockIo, using: CredentialRef): ApiClient =>
  apiClient({ name: "Exa", base: "https://api.exa.ai" }, io, using);

export const exaCredentials = () =>
  credentialPin({ provider: "exa", types: ["api_key"], description: "Your key for Exa" });

export const exaExample = exampleCredential("exa");

/** What every answer about pages has. */
const Answer = () =>
  z.object({
    results: z.array(anyDict()),
    context: z.string().nullish(),
    requestId: z.string().nullish(),
    resolvedSearchType: z.string().nullish(),
    statuses: z.array(anyDict()).default([]),
    costDollars: anyDict().nullish(),
  });

/** Asks for pages; what is undefined, null or empty is not said. */
export const exaPages = (io: BlockIo, using: CredentialRef, path: string, body: JsonObject) =>
  exa(io, using).ask(Answer(), path, { method: "POST", body: said(body), timeoutMs: TIMEOUT_MS });

export const askExa = <S extends z.ZodType>(io: BlockIo, using: CredentialRef, schema: S, body: JsonObject) =>
  exa(io, using).ask(schema, "/answer", { method: "POST", body, timeoutMs: TIMEOUT_MS });

const said = (body: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([, value]) => value !== null && !isEmptyList(value)));

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

const dateTime = (description: string) => z.string().nullable().optional().meta(advanced(description));

const texts = (description: string) => z.array(z.string()).default([]).meta(advanced(description));

/** The pins that say which pages are wanted. */
export const filterPins = () => ({
  exclude_domains: texts("No pages of these websites"),
  start_crawl_date: dateTime("Only pages that Exa found after this"),
  end_crawl_date: dateTime("Only pages that Exa found before this"),
  start_published_date: dateTime("Only pages that are newer"),
  end_published_date: dateTime("Only pages that are older"),
  include_text: texts("A phrase that pages must hold, of up to five words"),
  exclude_text: texts("A phrase that pages must not hold"),
  contents: anyDict()
    .default({})
    .meta(advanced("What to tell of each page, as Exa's API has it; its text unless given")),
  moderation: z.boolean().default(false).meta(advanced("Whether unsafe pages are left out")),
});

interface Filters {
  include_domains: string[];
  exclude_domains: string[];
  start_crawl_date?: string | null | undefined;
  end_crawl_date?: string | null | undefined;
  start_published_date?: string | null | undefined;
  end_published_date?: string | null | undefined;
  include_text: string[];
  exclude_text: string[];
  contents: JsonObject;
  moderation: boolean;
  number_of_results: number;
}

export const filtersIn = (filters: Filters): JsonObject => ({
  numResults: filters.number_of_results,
  includeDomains: filters.include_domains,
  excludeDomains: filters.exclude_domains,
  startCrawlDate: filters.start_crawl_date ?? null,
  endCrawlDate: filters.end_crawl_date ?? null,
  startPublishedDate: filters.start_published_date ?? null,
  endPublishedDate: filters.end_published_date ?? null,
  includeText: filters.include_text,
  excludeText: filters.exclude_text,
  contents: Object.keys(filters.contents).length === 0 ? { text: true } : filters.contents,
  ...(filters.moderation && { moderation: true }),
});

export const countPin = () => z.int().min(1).max(100).default(10).meta(advanced("How many pages at most"));

export const pagePins = () => ({
  results: z.array(anyDict()).describe("The pages"),
  result: anyDict().describe("A page"),
  context: z.string().describe("All pages as one text, where Exa gives it"),
  cost_dollars: anyDict().nullable().describe("What it cost, as Exa tells it"),
});

type Pages = z.output<ReturnType<typeof Answer>>;

export function* pagesOf({ results, context, costDollars }: Pages) {
  yield ["results", results] as const;
  for (const result of results) yield ["result", result] as const;
  if (typeof context === "string") yield ["context", context] as const;
  if (costDollars != null) yield ["cost_dollars", costDollars] as const;
}
