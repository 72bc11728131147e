import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { startPlatform } from "./platform.ts";

const CHROMIUM = "/usr/bin/chromium";
/** Without a browser the test is skipped and counted as such; where everything is checked, it fails instead. */
const canSkip = !existsSync(CHROMIUM) && process.env["CI"] === undefined;
/** A script as the text that runs in a page. */
const inPage = (name: string) => readFileSync(join(import.meta.dirname, "in-page", name), "utf8");
const FOCUSED = "document.activeElement.getAttribute('name') ?? document.activeElement.textContent.trim()";
const PASSWORD = "correct horse battery";

describe.skipIf(canSkip)("accounts in a browser", async () => {
  const platform = canSkip ? null : await startPlatform({ env: { EMAIL_VERIFICATION: "required" } });
  const browser: Browser | null = canSkip
    ? null
    : await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  afterAll(async () => {
    await browser?.close();
    await platform?.stop();
  });
  const origin = platform?.stack.origin ?? "";

  /** Somebody's browser, without script as some people have it; what its policy complains about is kept. */
  async function visitor(options: Parameters<Browser["newContext"]>[0] = {}) {
    if (browser === null) throw new Error("There is no browser");
    const context: BrowserContext = await browser.newContext({ javaScriptEnabled: false, ...options });
    const page: Page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => {
      if (/policy|refused to/i.test(message.text())) complaints.push(message.text());
    });
    const at = () => page.url().slice(origin.length);
    const mailed = (to: string) => {
      const message = platform?.stack.mailbox?.messages.find((one) => one.to.includes(to));
      return /https?:\S+token=\S+/.exec(message?.text ?? "")?.[0] ?? "";
    };
    return { context, page, complaints, at, mailed };
  }

  it("sign up, confirm, sign out, sign in, look after themselves, all without script", async () => {
    const { page, complaints, at, mailed } = await visitor();
    const email = `ada-${crypto.randomUUID()}@example.com`;
    await page.goto(`${origin}/account`);
    expect(at()).toBe("/sign-in?return_to=%2Faccount");

    await page.getByRole("link", { name: "Create an account" }).click();
    await page.getByLabel("Your name").fill("Ada Lovelace");
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByRole("heading", { name: "Look into your mailbox" }).waitFor();

    await expect.poll(() => mailed(email)).not.toBe("");
    await page.goto(mailed(email));
    await page.getByText(email).waitFor();
    await page.getByLabel("Your password").fill(PASSWORD);
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByRole("heading", { name: "Your account" }).waitFor();

    await page.getByLabel("Time zone").fill("Europe/Berlin");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Your profile is saved.").waitFor();
    expect(await page.getByLabel("Time zone").inputValue()).toBe("Europe/Berlin");
    await page.getByText("Chrome on Linux").waitFor();

    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await page.getByText("You are signed out.").waitFor();
    await page.goto(`${origin}/account`);
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password").fill("a wrong password");
    await page.keyboard.press("Enter");
    expect(await page.getByRole("alert").innerText()).toContain("is wrong");
    expect(await page.getByLabel("E-mail address").inputValue()).toBe(email);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Your account" }).waitFor();
    expect(complaints).toEqual([]);
  }, 60_000);

  it("are reached with the keyboard alone, in the order in which they are read", async () => {
    const { page } = await visitor();
    await page.goto(`${origin}/sign-in`);
    await expect.poll(() => page.evaluate(FOCUSED)).toBe("email");
    const order = [];
    for (let stop = 0; stop < 6; stop++) {
      order.push(await page.evaluate(FOCUSED));
      await page.keyboard.press("Tab");
    }
    expect(order).toEqual([
      "email",
      "Forgot it?",
      "password",
      "Sign in",
      "Create an account",
      expect.anything(),
    ]);
  });

  it("have text of enough contrast, in light and in dark", async () => {
    for (const colorScheme of ["light", "dark"] as const) {
      const { page } = await visitor({ colorScheme, javaScriptEnabled: true });
      for (const path of ["/sign-in", "/sign-up", "/reset-password?token=x", "/account/nowhere"]) {
        await page.goto(origin + path);
        expect(await page.evaluate(inPage("contrasts.js")), `${path} in ${colorScheme}`).toEqual([]);
      }
    }
  });

  it("are signed out for scripts of other sites, whatever these try", async () => {
    const { context, page, mailed } = await visitor({ javaScriptEnabled: true });
    const email = `eve-${crypto.randomUUID()}@example.com`;
    await fetch(`${origin}/api/auth/sign-up/email`, {
      method: "POST",
      body: JSON.stringify({ email, password: PASSWORD, name: "Eve" }),
    });
    await expect.poll(() => mailed(email)).not.toBe("");
    await page.goto(mailed(email));
    await page.getByLabel("Your password").fill(PASSWORD);
    await page.getByRole("button", { name: "Confirm" }).click();
    await page.getByRole("heading", { name: "Your account" }).waitFor();
    expect(await context.cookies()).toMatchObject([{ httpOnly: true, sameSite: "Lax" }]);

    const evil = await context.newPage();
    const site = createServer(
      (_request, response) => void response.setHeader("content-type", "text/html").end("Evil"),
    );
    await new Promise<void>((listening) => void site.listen(0, "127.0.0.1", listening));
    const address = site.address();
    await evil.goto(`http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/`);
    const tried = await evil.evaluate(inPage("foreign-page.js").replaceAll("TARGET", origin));
    expect(tried).toEqual({ read: "blocked", write: "blocked", socket: 4001 });
    await evil.setContent(
      `<form method="post" action="${origin}/sign-out"><button>Win a prize</button></form>`,
    );
    await evil.getByRole("button").click();
    await evil.waitForURL(`${origin}/sign-out`);
    site.close();
    expect(await evil.locator("body").innerText()).toContain("comes from another site");
    await page.goto(`${origin}/account`);
    await page.getByRole("heading", { name: "Your account" }).waitFor();
  }, 60_000);
});
