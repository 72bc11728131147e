import { html } from "hono/html";
import type { Outcome } from "#domain/oauth/authorization/authorize.ts";
import { inPlainWords } from "#domain/oauth/rules/plain-words.ts";
import { hasOwnScheme } from "#domain/oauth/rules/redirect-uri.ts";
import { hidden } from "../../pages/form.ts";
import { toApplication } from "../../pages/leads-to.ts";
import { type Html, page } from "../../pages/page.ts";

type Consent = Extract<Outcome, { type: "consent" }>;

/** Asks a person whether an application may do what it asks for; names it, what, and where they are sent then. */
export function consentPage({ question, client, request }: Consent, email: string): Promise<Response> {
  const title = `Allow ${client.name}?`;
  return page(
    { title, formsLeadTo: toApplication(request.redirectUri) },
    html`<h1>${title}</h1>
<p class="quiet">${client.description ?? "An application asks to act for you."}</p>
<section class="panel stack">
<h2>It will be able to</h2>
<ul class="ticks">${inPlainWords(request.scopes).map((words) => html`<li>${words}</li>`)}</ul>
</section>
<form method="post" action="/oauth/consent">
${hidden("request", question.requestId)}
${hidden("csrf", question.csrf)}
<div class="actions even">
<button name="decision" value="allow">Allow</button>
<button class="second" name="decision" value="deny">Deny</button>
</div>
</form>
<p class="after">You are signed in as <strong>${email}</strong>, and will be sent on to ${destination(request.redirectUri)}. You can withdraw this at any time under <a href="/account/apps">Apps</a>.${client.ownerId === null ? " Nobody has vouched for this application: it introduced itself." : ""}</p>`,
  );
}

/** Which app has a scheme of its own, a server cannot know: whichever the device opens. */
function destination(redirectUri: string): Html {
  const { protocol, host } = new URL(redirectUri);
  return hasOwnScheme(redirectUri)
    ? html`the app on your device that opens <strong>${protocol}</strong> links`
    : html`<strong>${host}</strong>`;
}
