import { html } from "hono/html";
import type { OAuthClient } from "#domain/oauth/clients/client.ts";
import type { CreatedClient } from "#domain/oauth/clients/create.ts";
import type { Session } from "#domain/sessions/session.ts";
import { accountPage } from "../../pages/account-frame.ts";
import type { MemberVisit } from "../../pages/define.ts";
import { attributes, field, hidden, notice } from "../../pages/form.ts";
import type { Html } from "../../pages/page.ts";
import type { FieldErrors } from "../../pages/parse-form.ts";

/** The applications that somebody makes, and a form for another. */
export const showClients = (
  { session, form, url }: MemberVisit,
  clients: readonly OAuthClient[],
  errors: FieldErrors,
): Promise<Response> =>
  accountPage(
    { tab: "/developer", title: "Developer", status: Object.keys(errors).length > 0 ? 422 : 200 },
    session,
    html`<div class="stack">
<p class="quiet">Applications of yours that ask other people to let them in. See the <a href="/docs">API documentation</a>.</p>
${NOTICES.get(url.searchParams.get("done") ?? "") ?? ""}
${clients.map(clientPart)}
${newClientPart(form, errors)}
</div>`,
  );

const NOTICES = new Map([
  ["suspend", notice("The application is stopped: its tokens rest, its sockets are closed.")],
  ["resume", notice("The application goes on, with the tokens that it had.")],
  ["delete", notice("The application is deleted, with everything that was granted to it.")],
]);

const clientPart = (client: OAuthClient): Html => html`<section class="panel part">
<header><h2>${client.name}${client.status === "suspended" ? html` <span class="tag off">suspended</span>` : ""}</h2>
<p class="quiet"><code>${client.id}</code> · ${client.type}</p></header>
<p>${client.redirectUris.map((uri) => html`<code>${uri}</code><br>`)}</p>
<div class="actions">
${client.type === "confidential" ? action("/developer/rotate-secret", client, "New secret", "second") : ""}
${
  client.status === "active"
    ? action("/developer/suspend", client, "Suspend", "second")
    : action("/developer/resume", client, "Resume", "second")
}
${action("/developer/delete", client, "Delete", "danger")}
</div>
</section>`;

const action = (
  path: string,
  client: OAuthClient,
  label: string,
  kind: string,
): Html => html`<form method="post" action="${path}" class="inline">
${hidden("client_id", client.id)}
<button class="${kind} small" aria-label="${label}: ${client.name}">${label}</button>
</form>`;

const newClientPart = (form: URLSearchParams, errors: FieldErrors): Html => html`<section class="panel part">
<header><h2>Register an application</h2></header>
<form method="post" action="/developer">
${field({ name: "name", label: "Name", value: form.get("name") ?? "", maxLength: 100, error: errors["name"] })}
<div class="field"><label for="client_type">Kind</label>
<select id="client_type" name="client_type" aria-describedby="client_type-hint">
<option value="confidential">Confidential: on a server</option>
<option value="public"${form.get("client_type") === "public" ? html` selected` : ""}>Public: in a browser or app</option>
</select>
<p class="hint" id="client_type-hint">A server keeps a secret; what people can open on their own devices cannot.</p></div>
${area("redirect_uris", "Redirect URIs", "One a line: https, or http on localhost; for a public one also a scheme of its own, such as com.example.app:/callback.", form, errors)}
${area("webhook_domains", "Webhook domains", "One a line, such as example.com or *.example.com. May be empty.", form, errors)}
<button>Register</button>
</form>
</section>`;

const area = (
  name: string,
  label: string,
  hint: string,
  form: URLSearchParams,
  errors: FieldErrors,
): Html => html`<div class="field"><label for="${name}">${label}</label>
<textarea id="${name}" name="${name}" rows="3" spellcheck="false"${attributes({
  autofocus: errors[name] !== undefined,
  "aria-invalid": errors[name] === undefined ? undefined : "true",
  "aria-describedby": [`${name}-hint`, errors[name] && `${name}-error`].filter(Boolean).join(" "),
})}>${form.get(name) ?? ""}</textarea>
<p class="hint" id="${name}-hint">${hint}</p>
${errors[name] === undefined ? "" : html`<p class="error" id="${name}-error">${errors[name]}</p>`}
</div>`;

type Secrets =
  | Pick<CreatedClient, "client" | "clientSecret" | "webhookSecret">
  | { clientId: string; clientSecret: string };

/** Secrets, this once. */
export const showSecrets = (session: Session, secrets: Secrets): Promise<Response> =>
  accountPage(
    { tab: "/developer", title: "Keep these" },
    session,
    html`<div class="stack">
${notice("These secrets are shown only now. Store them where nobody else can read them.")}
<section class="panel part">
${shown("Client id", "client" in secrets ? secrets.client.id : secrets.clientId)}
${secrets.clientSecret === null ? "" : shown("Client secret", secrets.clientSecret)}
${"client" in secrets ? shown("Webhook secret", secrets.webhookSecret) : ""}
</section>
<p><a class="button" href="/developer">Done</a></p>
</div>`,
  );

const shown = (label: string, value: string): Html =>
  html`<p><small class="quiet">${label}</small><br><code>${value}</code></p>`;
