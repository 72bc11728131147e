import { html } from "hono/html";
import type { LinkPurpose } from "#domain/accounts/email-link.ts";
import { AppError } from "#lib/errors.ts";
import { type Html, page } from "../../pages/page.ts";

/** What a page does with a link, or how to get another when it is used or too old. */
export async function orDeadLink(purpose: LinkPurpose, use: () => Promise<Response>): Promise<Response> {
  try {
    return await use();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "BAD_REQUEST") throw error;
    return page(
      { title: "This link is over", status: 400 },
      html`<h1>This link is over</h1>
<p class="quiet">It was used already, or it is too old.</p>
<p class="after">${ANOTHER[purpose]}</p>`,
    );
  }
}

const ANOTHER: Record<LinkPurpose, Html> = {
  reset: html`<a href="/forgot-password">Get another one</a>`,
  verify: html`<a href="/sign-in">Sign in</a>, and you can get another one.`,
};
