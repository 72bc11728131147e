import { html } from "hono/html";
import type { Html } from "./page.ts";

export interface Field {
  name: string;
  label: string;
  type?: "text" | "email" | "password";
  value?: string;
  autocomplete?: string;
  /** Explains what is wanted. */
  hint?: string | Html;
  /** Why the value that was sent is not accepted. */
  error?: string | undefined;
  /** Stands at the end of the label's line. */
  aside?: Html;
  autofocus?: boolean;
  minLength?: number;
  maxLength?: number;
  optional?: boolean;
  /** What a text field suggests. */
  suggestions?: readonly string[];
}

/** A labelled text field with its hint and its error, which are read out with it; who has to correct it is led there. */
export function field(spec: Field): Html {
  const { name, label, type = "text", value = "", hint, error, aside, suggestions } = spec;
  const describedBy = [hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" ");
  return html`<div class="field">
<div class="row"><label for="${name}">${label}</label>${aside ?? ""}</div>
<input id="${name}" name="${name}" type="${type}" value="${value}"${attributes({
    autocomplete: spec.autocomplete,
    minlength: spec.minLength,
    maxlength: spec.maxLength,
    required: spec.optional !== true,
    autofocus: spec.autofocus === true || Boolean(error),
    "aria-invalid": error ? "true" : undefined,
    "aria-describedby": describedBy || undefined,
    list: suggestions && `${name}-list`,
    ...(type === "email" && { autocapitalize: "none", spellcheck: "false" }),
  })}>
${suggestions ? html`<datalist id="${name}-list">${suggestions.map((text) => html`<option value="${text}">`)}</datalist>` : ""}
${hint ? html`<p class="hint" id="${name}-hint">${hint}</p>` : ""}
${error ? html`<p class="error" id="${name}-error">${error}</p>` : ""}
</div>`;
}

/** A value that the form carries along. */
export const hidden = (name: string, value: string | null): Html =>
  value === null ? html`` : html`<input type="hidden" name="${name}" value="${value}">`;

/** Something to know before anything else on the page; read out at once when it tells of a failure. */
export const notice = (text: string | Html, kind: "good" | "alarm" = "good"): Html =>
  kind === "alarm"
    ? html`<div class="notice alarm" role="alert">${text}</div>`
    : html`<div class="notice" role="status">${text}</div>`;

/** Absent when undefined or false, without a value when true. */
export const attributes = (values: Record<string, string | number | boolean | undefined>): Html[] =>
  Object.entries(values).map(([name, value]) => {
    if (value === undefined || value === false) return html``;
    return value === true ? html` ${name}` : html` ${name}="${value}"`;
  });
