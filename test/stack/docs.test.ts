import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
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
    await page.goto(`${platform?.stack.origin}/docs`);
    await page.locator(".opblock-summary").first().waitFor();
    const operations = await page.locator(".opblock-summary-path").allInnerTexts();
    expect(operations.map((path) => path.replaceAll(/\s|\u200b/g, ""))).toContain(
      "/api/v2/builder/graphs/{graph_id}/execute",
    );
    expect(operations.length).toBeGreaterThan(10);
    await page.getByText("/api/v2/builder/graphs/{graph_id}/execute").click();
    await page.getByRole("button", { name: "Try it out" }).click();
    await page.locator(".opblock-body textarea").waitFor();
    expect({ complaints, outside }).toEqual({ complaints: [], outside: [] });
    await browser.close();
  }, 60_000);
});
