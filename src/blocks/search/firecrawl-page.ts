import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import { isDict } from "../convert.ts";
import { anyDict } from "../pins.ts";

/** By the names of the pin, what the API asks for. */
const FORMATS = {
  markdown: { type: "markdown" },
  html: { type: "html" },
  rawHtml: { type: "rawHtml" },
  links: { type: "links" },
  screenshot: { type: "screenshot" },
  "screenshot@fullPage": { type: "screenshot", fullPage: true },
  json: { type: "json", prompt: "The main facts of the page" },
  changeTracking: { type: "changeTracking" },
} as const;

export type Format = keyof typeof FORMATS;

export interface PageOptions {
  formats: readonly Format[];
  max_age: number;
  wait_for: number;
  only_main_content?: boolean;
}

const Formats = () =>
  z.array(
    z.enum([
      "markdown",
      "html",
      "rawHtml",
      "links",
      "screenshot",
      "screenshot@fullPage",
      "json",
      "changeTracking",
    ]),
  );

export const formatsPin = (fallback: Format[]) =>
  Formats().default(fallback).describe("What to take of each page");

export const maxAgePin = () =>
  z.int().default(3_600_000).describe("How old a page may be that Firecrawl still has, in milliseconds");

export const waitForPin = (fallback: number) =>
  z.int().default(fallback).describe("How long a page may load, in milliseconds");

export const onlyMainContentPin = () =>
  z.boolean().default(true).describe("Whether headers, menus and footers are left out");

/** As `/scrape` takes them, and `/crawl` and `/search` below `scrapeOptions`. */
export const scrapeOptions = ({
  formats,
  max_age,
  wait_for,
  only_main_content,
}: PageOptions): JsonObject => ({
  formats: complete(formats).map((format) => ({ ...FORMATS[format] })),
  maxAge: max_age,
  waitFor: wait_for,
  ...(only_main_content !== undefined && { onlyMainContent: only_main_content }),
});

/** Firecrawl tells changes of the Markdown only, which must be asked for too. */
const complete = (formats: readonly Format[]): readonly Format[] =>
  formats.includes("changeTracking") && !formats.includes("markdown") ? ["markdown", ...formats] : formats;

export const pagePins = () => ({
  markdown: z.string().describe("A page as Markdown"),
  html: z.string().describe("A page as HTML, cleaned"),
  raw_html: z.string().describe("A page as HTML, as it came"),
  links: z.array(z.string()).describe("Where a page leads"),
  screenshot: z.string().describe("Address of a picture of what a page shows first"),
  screenshot_full_page: z.string().describe("Address of a picture of a whole page"),
  json_data: anyDict().describe("Facts of a page"),
  change_tracking: anyDict().describe("How a page has changed"),
});

type PagePin = {
  [K in keyof ReturnType<typeof pagePins>]: readonly [K, z.input<ReturnType<typeof pagePins>[K]>];
}[keyof ReturnType<typeof pagePins>];

/** What was asked for of a page, format by format; what the page lacks is left out. */
export function* pageOutputs(page: JsonObject, formats: readonly Format[]): Iterable<PagePin> {
  for (const format of formats) {
    const output = outputOf(page, format);
    if (output !== undefined) yield output;
  }
}

function outputOf(page: JsonObject, format: Format): PagePin | undefined {
  switch (format) {
    case "markdown":
      return textAt("markdown", page["markdown"]);
    case "html":
      return textAt("html", page["html"]);
    case "rawHtml":
      return textAt("raw_html", page["rawHtml"]);
    case "screenshot":
      return textAt("screenshot", page["screenshot"]);
    case "screenshot@fullPage":
      return textAt("screenshot_full_page", page["screenshot"]);
    case "links": {
      const links = z.array(z.string()).safeParse(page["links"]);
      return links.success ? ["links", links.data] : undefined;
    }
    case "json":
      return dictAt("json_data", page["json"]);
    case "changeTracking":
      return dictAt("change_tracking", page["changeTracking"]);
  }
}

const textAt = <P extends string>(pin: P, value: Json | undefined): readonly [P, string] | undefined =>
  typeof value === "string" ? [pin, value] : undefined;

const dictAt = <P extends string>(pin: P, value: Json | undefined): readonly [P, JsonObject] | undefined =>
  value !== undefined && isDict(value) ? [pin, value] : undefined;
