import { html } from "hono/html";
import type { Lifetime } from "#domain/api-keys/rules.ts";
import { inPlainWords } from "#domain/oauth/rules/plain-words.ts";
import { SCOPES, type Scope } from "#domain/scopes.ts";
import { attributes, field } from "../../pages/form.ts";
import type { Html } from "../../pages/page.ts";
import type { FieldErrors } from "../../pages/parse-form.ts";

export const LIFETIME_WORDS: Readonly<Record<Lifetime, string>> = {
  "30d": "Ends in 30 days",
  "60d": "Ends in 60 days",
  "90d": "Ends in 90 days",
  "1y": "Ends in a year",
  never: "Never ends",
};

/** The scopes that most keys are made of. */
const USUAL: readonly Scope[] = [
  "READ_GRAPH",
  "EXECUTE_GRAPH",
  "WRITE_GRAPH",
  "READ_BLOCK",
  "EXECUTE_BLOCK",
  "IDENTITY",
  "READ_STORE",
  "WRITE_LIBRARY",
  "USE_TOOLS",
  "READ_INTEGRATIONS",
  "MANAGE_INTEGRATIONS",
  "DELETE_INTEGRATIONS",
];

/** The form that makes a key, with what was sent of it and what is wrong with that. */
export function apiKeyForm(action: string, sent: URLSearchParams, errors: FieldErrors): Html {
  const chosen = new Set(sent.getAll("scopes"));
  const others = SCOPES.filter((scope) => !USUAL.includes(scope));
  const isOpen = others.some((scope) => chosen.has(scope));
  return html`<section class="panel part">
<header><h2>New key</h2></header>
<form method="post" action="${action}">
${field({
  name: "name",
  label: "Name",
  value: sent.get("name") ?? "",
  hint: "What it is for, so that you know it again",
  maxLength: 100,
  autocomplete: "off",
  error: errors["name"],
})}
<div class="field"><label for="expires_in">Lifetime</label>
<select id="expires_in" name="expires_in">${Object.entries(LIFETIME_WORDS).map(
    ([value, words]) =>
      html`<option value="${value}"${attributes({ selected: value === (sent.get("expires_in") ?? "90d") })}>${words}</option>`,
  )}</select></div>
<fieldset class="field"${attributes({ "aria-describedby": errors["scopes"] && "scopes-error" })}>
<legend>What it may do</legend>
${errors["scopes"] ? html`<p class="error" id="scopes-error">${errors["scopes"]}</p>` : ""}
${USUAL.map((scope) => choice(scope, chosen.has(scope)))}
<details${attributes({ open: isOpen })}><summary>Finer scopes</summary>
${others.map((scope) => choice(scope, chosen.has(scope)))}</details>
</fieldset>
<button>Create key</button>
</form>
</section>`;
}

const choice = (scope: Scope, isChosen: boolean): Html =>
  html`<label class="choice"><input type="checkbox" name="scopes" value="${scope}"${attributes({ checked: isChosen })}><span>${inPlainWords([scope])} <code>${scope}</code></span></label>`;
