import { existsSync } from "node:fs";
import { chromium, type Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { startPlatform } from "./platform.ts";

const CHROMIUM = "/usr/bin/chromium";
/** Without a browser the test is skipped and counted as such; where everything is checked, it fails instead. */
const canSkip = !existsSync(CHROMIUM) && process.env["CI"] === undefined;

describe.skipIf(canSkip)("the documentation in a browser", async () => {
  const platform = canSkip ? null : await startPlatform();
  afterAll(() => platform?.stop());

  it("shows every operation, and its policy stops nothing that it needs", async () => {
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error)));
    const outside: string[] = [];
    page.on("request", (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(platform?.stack.origin ?? "")) {
        outside.push(request.url());
      }
    });
    const described = await operationsIn(`${platform?.stack.origin}/openapi.json`);
    await page.goto(`${platform?.stack.origin}/docs`);
    await page.locator(".opblock-summary").first().waitFor();
    await expect.poll(() => scrolledThrough(page), { timeout: 45_000 }).toEqual(described);
    await scrollTo(page, 300);
    await page.getByText("/api/v2/builder/graphs/{graph_id}/execute").click();
    await page.getByRole("button", { name: "Try it out" }).click();
    await page.locator(".opblock-body textarea").waitFor();
    expect({ complaints, outside }).toEqual({ complaints: [], outside: [] });
    await browser.close();
  }, 90_000);
});

/** The operations of a document, as `GET /path`. */
async function operationsIn(document: string): Promise<string[]> {
  const { paths } = Document.parse(await (await fetch(document)).json());
  const all = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  return all.sort();
}

const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** The operations that somebody sees who scrolls to the end: a long document is drawn where one looks. */
async function scrolledThrough(page: Page): Promise<string[]> {
  const seen = new Set<string>();
  for (let top = 0; top < (await page.evaluate<number>("document.body.scrollHeight")); top += 600) {
    await scrollTo(page, top);
    for (const summary of await page.locator(".opblock-summary-control").allInnerTexts()) {
      const [method = "", path = ""] = summary.replaceAll("\u200b", "").split(/\s+/);
      seen.add(`${method} ${path}`);
    }
  }
  return [...seen].sort();
}

async function scrollTo(page: Page, top: number): Promise<void> {
  await page.evaluate(`window.scrollTo(0, ${top})`);
  await page.waitForTimeout(50);
}
