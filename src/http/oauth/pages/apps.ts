import { html } from "hono/html";
import { type GrantedApp, listGrantedApps } from "#domain/oauth/apps/list.ts";
import { withdrawApp } from "#domain/oauth/apps/withdraw.ts";
import { inPlainWords } from "#domain/oauth/rules/plain-words.ts";
import { accountPage, SHOWN } from "../../pages/account-frame.ts";
import { memberPage, type Page } from "../../pages/define.ts";
import { hidden, notice } from "../../pages/form.ts";
import { moment } from "../../pages/moment.ts";
import { type Html, redirect } from "../../pages/page.ts";

/** `/account/apps`: the applications that somebody has let in, and how to shut them out. */
const listPage = memberPage({
  path: "/account/apps",
  get: async ({ ctx, session, url }) => {
    const { items: apps } = await listGrantedApps(ctx, SHOWN);
    return accountPage(
      { tab: "/account/apps", title: "Apps" },
      session,
      html`<div class="stack">
<p class="quiet">Applications that you have let act for you.</p>
${url.searchParams.get("done") === "withdrawn" ? notice("The app is shut out.") : ""}
${apps.length === 0 ? html`<p>There are none.</p>` : apps.map((app) => appPart(app, session.timezone))}
</div>`,
    );
  },
});

const withdrawPage = memberPage({
  path: "/account/apps/withdraw",
  post: async ({ ctx, form }) => {
    await withdrawApp(ctx, form.get("client_id") ?? "");
    return redirect("/account/apps?done=withdrawn");
  },
});

const appPart = (app: GrantedApp, timezone: string | null): Html => html`<section class="panel part">
<header><h2>${app.name}</h2>
<p class="quiet">${app.description ?? ""} Since ${moment(app.grantedAt, timezone)}.</p></header>
<ul class="ticks">${inPlainWords(app.scopes).map((words) => html`<li>${words}</li>`)}</ul>
<form method="post" action="/account/apps/withdraw" class="inline">
${hidden("client_id", app.clientId)}
<button class="danger small" aria-label="Shut ${app.name} out">Shut out</button>
</form>
</section>`;

export const appPages: readonly Page[] = [listPage, withdrawPage];
