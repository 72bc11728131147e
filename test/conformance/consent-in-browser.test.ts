import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, describe, expect, it } from "vitest";
import { startSite } from "./site.ts";

const SCHEME = "almanac://pocket/callback";
const CHROMIUM = "/usr/bin/chromium";
/** Without a browser the test is skipped and counted as such; where everything is checked, it fails instead. */
const canSkip = !existsSync(CHROMIUM) && process.env["CI"] === undefined;
const FOCUSED = "document.activeElement.textContent.trim() || document.activeElement.name";
const OUTLINE =
  "getComputedStyle(document.activeElement).outlineStyle + ' ' + getComputedStyle(document.activeElement).outlineWidth";
/** Where to leave pictures of the pages, if somebody wants to look at them. */
const PICTURES = process.env["PICTURES"];

async function picture(page: Page, name: string): Promise<void> {
  if (PICTURES !== undefined) await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
}

describe.skipIf(canSkip)("consent in Chromium", async () => {
  if (canSkip) return;
  const site = await startSite();
  const app = await startApplication(site.origin);
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
  afterAll(async () => {
    await browser.close();
    app.stop();
  });
  const client = await site.register({
    name: "Weather Almanac",
    description: "Turns your agents' reports into a printed almanac.",
    redirect_uris: [app.callback],
  });
  const verifier = randomBytes(32).toString("base64url");
  const link = `${site.origin}/oauth/authorize?${new URLSearchParams({
    response_type: "code",
    client_id: client.id,
    redirect_uri: app.callback,
    scope: "openid profile email agents:execute integrations:connect",
    state: "s",
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  })}`;

  /** A page of a person who is new here; nothing on it may offend its own policy. */
  async function visit(context: BrowserContext, complaints: string[] = []) {
    const page = await context.newPage();
    page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
    page.on("pageerror", (error) => complaints.push(String(error)));
    return { page, complaints };
  }

  it.each(["light", "dark"] as const)(
    "leads from the link over signing in to the application, in %s",
    async (colorScheme) => {
      const person = await site.person("Ada");
      const context = await browser.newContext({ colorScheme, viewport: { width: 480, height: 860 } });
      const { page, complaints } = await visit(context);
      await page.goto(link);
      await picture(page, `sign-in-${colorScheme}`);
      await signIn(page, person);
      await page.getByRole("heading", { name: "Allow Weather Almanac?" }).waitFor();
      for (const words of [
        "Run your agents and see how their runs go",
        "See your e-mail address",
        "127.0.0.1",
      ]) {
        expect(await page.getByText(words).first().isVisible()).toBe(true);
      }
      await picture(page, `consent-${colorScheme}`);
      await page.getByRole("button", { name: "Allow" }).click();
      expect(await answer(page)).toMatchObject({ code: expect.any(String), state: "s" });
      await page.goto(`${link}&prompt=consent`);
      await page.getByRole("button", { name: "Deny" }).focus();
      await page.keyboard.press("Enter");
      expect(await answer(page)).toMatchObject({ error: "access_denied", state: "s" });
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  it.each(["light", "dark"] as const)("has pages for users and developers, in %s", async (colorScheme) => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 900, height: 700 } });
    const { page, complaints } = await visit(context);
    await page.goto(link);
    await signIn(page, await site.person("Ada"));
    await page.getByRole("button", { name: "Allow" }).click();
    await answer(page);
    await page.goto(`${site.origin}/developer`);
    await page.getByLabel("Name", { exact: true }).fill("By hand");
    await page.getByLabel("Redirect URIs").fill("https://app.example/callback");
    await page.getByRole("button", { name: "Register" }).click();
    await page.getByText(/^secret_/).waitFor();
    await picture(page, `secrets-${colorScheme}`);
    await page.getByRole("link", { name: "Done" }).click();
    await picture(page, `developer-${colorScheme}`);
    await page.goto(`${site.origin}/account/apps`);
    await picture(page, `apps-${colorScheme}`);
    await page.getByRole("button", { name: "Shut Weather Almanac out" }).click();
    await page.getByText("The app is shut out.").waitFor();
    expect(complaints).toEqual([]);
    await page.goto(`${site.origin}/oauth/authorize?client_id=nobody`);
    await picture(page, `refusal-${colorScheme}`);
    await context.close();
  });

  const native = await site.register({
    name: "Pocket Almanac",
    client_type: "public",
    redirect_uris: [SCHEME, "http://127.0.0.1/callback", "http://[::1]/callback"],
  });

  it.each([
    ["an app with a scheme of its own", SCHEME],
    ["an app at a loopback address", app.callback],
    ["an app at a loopback address of IPv6", "http://[::1]:9/callback"],
  ])(
    "lets the answer through to %s: at once, after signing in, after signing in again",
    async (_what, uri) => {
      const person = await site.person("Ada");
      const context = await browser.newContext();
      const { page, complaints } = await visit(context);
      const way = (more: Record<string, string> = {}) => {
        const parameters = { client_id: native.id, redirect_uri: uri, ...more };
        const url = new URL(link);
        for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
        return url.href;
      };
      await page.goto(way());
      await signIn(page, person);
      expect(await sentTo(page, () => page.getByRole("button", { name: "Allow" }).click(), uri)).toMatch(
        /[?&]code=/,
      );
      const { page: second } = await visit(context, complaints);
      await second.goto(way({ prompt: "login consent" }));
      await signIn(second, person);
      expect(await sentTo(second, () => second.getByRole("button", { name: "Deny" }).click(), uri)).toContain(
        "access_denied",
      );
      expect(complaints.filter((text) => /policy/i.test(text))).toEqual([]);
      await context.close();
    },
  );

  it("would stop an answer to a scheme that the page's policy does not name", async () => {
    const context = await browser.newContext();
    const { page, complaints } = await visit(context);
    await page.route("**/oauth/authorize?*", async (route) => {
      const response = await route.fetch();
      const policy = response.headers()["content-security-policy"]?.replace(" almanac:", "") ?? "";
      await route.fulfill({
        response,
        headers: { ...response.headers(), "content-security-policy": policy },
      });
    });
    await page.goto(`${site.origin}/sign-in`);
    await signIn(page, await site.person("Ada"));
    await page.getByRole("heading", { name: "Your account" }).waitFor();
    const url = new URL(link);
    url.searchParams.set("client_id", native.id);
    url.searchParams.set("redirect_uri", SCHEME);
    await page.goto(url.href);
    await page.getByRole("button", { name: "Allow" }).click();
    await expect.poll(() => complaints.join("\n")).toMatch(/form-action/);
    await context.close();
  });

  it("needs no more than a keyboard, from the link over a new account to the application", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const { page, complaints } = await visit(context);
    await page.goto(link);
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    await focusOn(page, "email");
    await press("Tab", "Tab", "Tab", "Tab", "Enter");
    await page.getByRole("heading", { name: "Create an account" }).waitFor();
    await focusOn(page, "name");
    await page.keyboard.type("Ada");
    await press("Tab");
    await page.keyboard.type(`ada-${crypto.randomUUID()}@example.com`);
    await press("Tab");
    await page.keyboard.type("short");
    await press("Enter");
    await focusOn(page, "password");
    await page.keyboard.type(" no more, but long");
    await press("Enter");
    await page.getByRole("heading", { name: "Allow Weather Almanac?" }).waitFor();
    await press("Tab", "Tab");
    await focusOn(page, "Allow");
    expect(await page.evaluate(OUTLINE)).toBe("solid 2px");
    await press("Enter");
    expect(await answer(page)).toMatchObject({ code: expect.any(String), state: "s" });
    expect(complaints).toEqual([]);
    await context.close();
  });

  it("delivers the answer as a form by itself", async () => {
    const context = await browser.newContext();
    const { page } = await visit(context);
    await page.goto(link);
    await signIn(page, await site.person("Ada"));
    await page.getByRole("button", { name: "Allow" }).click();
    await answer(page);
    await page.goto(`${link}&response_mode=form_post`, { waitUntil: "commit" });
    await page.waitForURL(app.callback);
    expect(app.posted.at(-1)).toMatch(/code=[\w-]{43}&state=s/);
    await context.close();
  });

  it("is never shown in a frame", async () => {
    const context = await browser.newContext();
    const { page, complaints } = await visit(context);
    await page.goto(`${app.origin}/frame`);
    await expect.poll(() => complaints.join("\n")).toMatch(/frame/i);
    const framed = page.frames().find((frame) => frame !== page.mainFrame());
    expect(await framed?.locator("form").count()).toBe(0);
    await context.close();
  });

  async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
    await page.getByLabel("E-mail address").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  /** Waits until the page has put what is typed next where it says: it may be seen before that. */
  async function focusOn(page: Page, name: string): Promise<void> {
    await expect.poll(() => page.evaluate(FOCUSED)).toBe(name);
  }

  /** Where the browser is sent by an act, once that begins with `uri`; nobody need be there. */
  async function sentTo(page: Page, act: () => Promise<void>, uri: string): Promise<string> {
    const sent = page.waitForRequest((request) => request.url().startsWith(uri));
    await act();
    return (await sent).url();
  }

  /** What the application is told by the redirect to it. */
  async function answer(page: Page): Promise<Record<string, string>> {
    await page.waitForURL(`${app.callback}?**`);
    return Object.fromEntries(new URL(page.url()).searchParams);
  }

  /** An application of somebody else: takes answers, and tries to frame the link. */
  async function startApplication(target: string) {
    const posted: string[] = [];
    const server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      if (request.method === "POST") posted.push(body);
      response.setHeader("content-type", "text/html");
      response.end(
        request.url === "/frame"
          ? `<iframe src="${target}/oauth/authorize?client_id=x"></iframe>`
          : "<p>Thank you.</p>",
      );
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const address = server.address();
    const origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
    return { origin, callback: `${origin}/callback`, posted, stop: () => void server.close() };
  }
});
