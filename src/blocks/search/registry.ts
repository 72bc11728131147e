import type { Block } from "../block.ts";
import { extractWebsiteContent } from "./extract-website-content.ts";
import { factChecker } from "./fact-checker.ts";
import { firecrawlCrawl } from "./firecrawl-crawl.ts";
import { firecrawlExtract } from "./firecrawl-extract.ts";
import { firecrawlMapWebsite } from "./firecrawl-map-website.ts";
import { firecrawlScrape } from "./firecrawl-scrape.ts";
import { firecrawlSearch } from "./firecrawl-search.ts";
import { getWeatherInformation } from "./get-weather-information.ts";
import { googleMapsSearch } from "./google-maps-search.ts";
import { jinaChunking } from "./jina-chunking.ts";
import { jinaEmbedding } from "./jina-embedding.ts";
import { searchTheWeb } from "./search-the-web.ts";

export const SEARCH_BLOCKS: readonly Block[] = [
  extractWebsiteContent,
  factChecker,
  firecrawlCrawl,
  firecrawlExtract,
  firecrawlMapWebsite,
  firecrawlScrape,
  firecrawlSearch,
  getWeatherInformation,
  googleMapsSearch,
  jinaEmbedding,
  searchTheWeb,
  jinaChunking,
];
