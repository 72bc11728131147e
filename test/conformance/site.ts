import { afterAll } from "vitest";
import * as z from "zod";
import { Browser, type View } from "../browser.ts";
import { startPlatform } from "../stack/platform.ts";

export type Site = Awaited<ReturnType<typeof startSite>>;

/** An application as it is registered: a client of the site. */
export interface Application {
  id: string;
  secret: string;
  redirectUri: string;
}

const Registered = z.object({ client_id: z.string(), client_secret: z.string().default("") });

/** The whole platform on real ports, seen from outside: what developers, people and applications can do. */
export async function startSite() {
  const platform = await startPlatform();
  afterAll(() => platform.stop());
  const { origin } = platform.stack;
  const developer = {
    authorization: `Bearer ${platform.credentials.bearerToken}`,
    "content-type": "application/json",
  };

  async function register(
    metadata: { redirect_uris: string[] } & Record<string, unknown>,
  ): Promise<Application> {
    const response = await fetch(`${origin}/oauth/clients/`, {
      method: "POST",
      headers: developer,
      body: JSON.stringify({ name: "Conformance", ...metadata }),
    });
    const { client_id: id, client_secret: secret } = Registered.parse(await response.json());
    return { id, secret, redirectUri: metadata.redirect_uris[0] ?? "" };
  }

  async function person(name: string) {
    const browser = new Browser(origin);
    const account = await browser.signUp(name);
    return Object.assign(browser, { name, ...account });
  }

  return { origin, register, person };
}

/** A person follows an application's link, and allows what it asks for when they are asked; where they end up. */
export async function allow(browser: Browser, link: string | URL): Promise<URL> {
  const view = await browser.open(String(link));
  return backAt(view.location === null ? await browser.submit(view, { decision: "allow" }) : view);
}

/** The same for somebody who denies. */
export async function deny(browser: Browser, link: string | URL): Promise<URL> {
  return backAt(await browser.submit(await browser.open(String(link)), { decision: "deny" }));
}

export function backAt(view: View): URL {
  if (view.location === null)
    throw new Error(`Not sent back to the application: ${view.status} ${view.text}`);
  return view.location;
}
