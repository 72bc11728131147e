import { html } from "hono/html";
import type { Session } from "#domain/sessions/session.ts";
import { type Html, type PageOptions, page } from "./page.ts";

/** Pages of an account, in the order of their tabs. A page that is added to the account is added here. */
const TABS = [
  { href: "/account", label: "Account" },
  { href: "/account/api-keys", label: "API keys" },
  { href: "/account/apps", label: "Apps" },
  { href: "/developer", label: "Developer" },
] as const;

export type TabPath = (typeof TABS)[number]["href"];

/** As many of a list as people look through; programs page through the rest. */
export const SHOWN = { page: 1, pageSize: 100 };

/** A page of who is signed in: tabs to the others of its kind, and the way out. */
export function accountPage(
  { tab, ...options }: PageOptions & { tab: TabPath },
  { email }: Session,
  main: Html,
): Promise<Response> {
  const aside = html`<form method="post" action="/sign-out" class="actions"><small class="quiet who">${email}</small><button class="link">Sign out</button></form>`;
  const tabs = TABS.map(
    ({ href, label }) =>
      html`<a href="${href}"${href === tab ? html` aria-current="page"` : ""}>${label}</a>`,
  );
  return page(
    { ...options, wide: true, aside },
    html`<h1>${options.title}</h1>
${TABS.length > 1 ? html`<nav class="tabs" aria-label="Account">${tabs}</nav>` : ""}
${main}`,
  );
}
