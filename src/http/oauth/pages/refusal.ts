import { html } from "hono/html";
import type { OAuthError } from "#domain/oauth/error.ts";
import { page } from "../../pages/page.ts";

/** Tells a person why they are not sent on: whoever made the link may not be who they say. */
export const refusalPage = (error: OAuthError): Promise<Response> =>
  page(
    { title: "This link does not work", status: 400 },
    html`<h1>This link does not work</h1>
<p class="quiet">${error.message}.</p>
<p class="quiet">An application sent you here with a request that cannot be answered. Go back to it and try again, or tell the people who make it.</p>
<p class="after"><code>${error.code}</code></p>`,
  );
