import { html } from "hono/html";
import * as z from "zod";
import { createApiKey } from "#domain/api-keys/create.ts";
import type { ApiKey } from "#domain/api-keys/key.ts";
import { listApiKeys } from "#domain/api-keys/list.ts";
import { revokeApiKey } from "#domain/api-keys/revoke.ts";
import { resumeApiKey, suspendApiKey } from "#domain/api-keys/suspend.ts";
import { getProfile } from "#domain/users/profile.ts";
import { notFound } from "#lib/errors.ts";
import { accountPage, SHOWN } from "../../pages/account-frame.ts";
import { type MemberVisit, memberPage, type Page } from "../../pages/define.ts";
import { notice } from "../../pages/form.ts";
import { moment } from "../../pages/moment.ts";
import { type Html, redirect } from "../../pages/page.ts";
import { type FieldErrors, parseForm } from "../../pages/parse-form.ts";
import { apiKeyForm, LIFETIME_WORDS } from "./api-key-form.ts";

const HOME = "/account/api-keys";

const KeyForm = z.object({
  name: z.string().trim().min(1, "Give the key a name").max(100),
  expires_in: z.enum(["30d", "60d", "90d", "1y", "never"]),
});

/** `/account/api-keys`: the keys of who is signed in, and what their forms lead to. */
export const apiKeyPages: readonly Page[] = [
  memberPage({ path: HOME, get: (visit) => showKeys(visit), post: makeKey }),
  act("suspend", suspendApiKey),
  act("resume", resumeApiKey),
  act("revoke", revokeApiKey),
];

function act(word: string, verb: (ctx: MemberVisit["ctx"], id: string) => Promise<unknown>): Page {
  return memberPage({
    path: `${HOME}/:id/${word}`,
    get: async () => redirect(HOME),
    post: async ({ ctx, params }) => {
      const id = z.guid().safeParse(params["id"]);
      if (!id.success) throw notFound("API key");
      await verb(ctx, id.data);
      return redirect(`${HOME}?done=${word}`);
    },
  });
}

/** The answer to the form is the one place where the key can be seen, so it leads on to nowhere. */
async function makeKey(visit: MemberVisit): Promise<Response> {
  const { values, errors } = parseForm(KeyForm, visit.form);
  const scopes = visit.form.getAll("scopes");
  if (values === null) return showKeys(visit, { errors, status: 422 });
  if (scopes.length === 0) {
    return showKeys(visit, { errors: { scopes: "Choose what the key may do" }, status: 422 });
  }
  const { secret } = await createApiKey(visit.ctx, {
    name: values.name,
    scopes,
    expiresIn: values.expires_in,
  });
  for (const field of ["name", "scopes"]) visit.form.delete(field);
  return showKeys(visit, { made: { name: values.name, secret }, status: 201 });
}

interface Shown {
  errors?: FieldErrors;
  status?: number;
  made?: { name: string; secret: string };
}

async function showKeys(
  visit: MemberVisit,
  { errors = {}, status = 200, made }: Shown = {},
): Promise<Response> {
  const { ctx, session, url, form } = visit;
  const [{ items }, { timezone }] = await Promise.all([listApiKeys(ctx, SHOWN), getProfile(ctx)]);
  return accountPage(
    { tab: HOME, title: "API keys", status },
    session,
    html`<div class="stack">
${made === undefined ? (NOTICES.get(url.searchParams.get("done") ?? "") ?? "") : madePart(made)}
<section class="panel part">
<header><h2>Your keys</h2>
<p class="quiet">A key acts for you in programs, within its scopes. Whoever has it can use it.</p></header>
${items.length === 0 ? html`<p>You have no keys yet.</p>` : html`<ul class="list">${items.map((key) => keyRow(key, timezone))}</ul>`}
</section>
${apiKeyForm(HOME, form, errors)}
</div>`,
  );
}

const NOTICES = new Map([
  ["suspend", notice("The key is suspended. Nothing can use it until you resume it.")],
  ["resume", notice("The key works again.")],
  ["revoke", notice("The key is revoked for good.")],
]);

const madePart = ({ name, secret }: { name: string; secret: string }): Html =>
  notice(html`<p>Here is the key <strong>${name}</strong>. Copy it now: it is not shown again.</p>
<p><code id="new-key">${secret}</code></p>`);

const keyRow = (key: ApiKey, timezone: string | null): Html => html`<li>
<div><strong>${key.name}</strong> <code>${key.prefix}…${key.lastFour}</code>${key.status === "active" ? "" : html` <span class="tag off">${key.status}</span>`}
<small>${key.scopes.join(", ")}</small>
<small>${endOf(key, timezone)} · ${key.lastUsedAt === null ? "never used" : html`last used ${moment(key.lastUsedAt, timezone)}`}</small></div>
<div class="actions">
${key.status === "expired" ? "" : button(key, key.status === "suspended" ? "resume" : "suspend")}
${button(key, "revoke")}
</div>
</li>`;

const endOf = ({ expiresAt, status }: ApiKey, timezone: string | null): Html => {
  if (expiresAt === null) return html`${LIFETIME_WORDS.never}`;
  return html`${status === "expired" ? "Ended" : "Ends"} ${moment(expiresAt, timezone)}`;
};

const WORDS = { suspend: "Suspend", resume: "Resume", revoke: "Revoke" };

const button = ({ id, name }: ApiKey, word: keyof typeof WORDS): Html =>
  html`<form method="post" action="${HOME}/${id}/${word}" class="inline"><button class="${word === "revoke" ? "danger" : "second"} small" aria-label="${WORDS[word]} ${name}">${WORDS[word]}</button></form>`;
