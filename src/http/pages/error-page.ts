import { html } from "hono/html";
import type { AppError } from "#lib/errors.ts";
import { headersOf, STATUS } from "../errors.ts";
import { page } from "./page.ts";

/** An error as a person sees it. */
export function errorPage(error: AppError): Promise<Response> {
  const { code, message } = error;
  return page(
    { title: TITLES[code] ?? "That did not work", status: STATUS[code], headers: headersOf(error) },
    html`<h1>${TITLES[code] ?? "That did not work"}</h1>
<p class="quiet">${message}.</p>
<p class="after"><a href="/account">To your account</a></p>`,
  );
}

const TITLES: Partial<Record<AppError["code"], string>> = {
  NOT_FOUND: "There is nothing here",
  RATE_LIMITED: "One moment, please",
  UNAVAILABLE: "One moment, please",
  INTERNAL_ERROR: "Something broke",
};
