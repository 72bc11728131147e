import { html, raw } from "hono/html";
import { STYLE } from "./style.ts";

/** Markup made by `html`, which escapes what is put into it. */
export type Html = ReturnType<typeof html>;

export interface PageOptions {
  title: string;
  status?: number;
  headers?: Record<string, string>;
  /** Wide pages are for lists, narrow ones for one decision. */
  wide?: boolean;
  /** What stands in the header beside the name of the house. */
  aside?: Html;
  /** Origins besides our own to which its forms may lead, redirects included. */
  formsLeadTo?: readonly string[];
}

/** A whole page in the house style: no script, never framed, never stored. */
export async function page(options: PageOptions, main: Html): Promise<Response> {
  const { title, status = 200, headers = {}, wide = false, aside = html`` } = options;
  const text = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Gossamer</title>
<link rel="icon" href="${raw(ICON)}">
<style>${raw(STYLE)}</style>
</head>
<body${wide ? raw(' class="wide"') : ""}>
<header>
<a class="brand" href="/account">${raw(MARK)}Gossamer</a>
${aside}
</header>
<main>
${main}
</main>
</body>
</html>
`;
  return new Response(text, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": await policy(options.formsLeadTo ?? []),
      // With no referrer at all a form would come from the origin "null".
      "referrer-policy": "same-origin",
      ...headers,
    },
  });
}

/** Leads on to a place, with GET whatever the request was. */
export function redirect(location: string, headers: Record<string, string> = {}): Response {
  return new Response(null, { status: 303, headers: { location, ...headers } });
}

async function policy(formsLeadTo: readonly string[]): Promise<string> {
  return [
    "default-src 'none'",
    `style-src '${await styleHash()}'`,
    "img-src data:",
    `form-action 'self'${formsLeadTo.map((origin) => ` ${origin}`).join("")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

let hash: Promise<string> | undefined;

function styleHash(): Promise<string> {
  hash ??= crypto.subtle
    .digest("SHA-256", new TextEncoder().encode(STYLE))
    .then((digest) => `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`);
  return hash;
}

/** An orb web: three threads across, two rounds that sag between them. */
const THREADS =
  '<path d="M12 1.8v20.4M3.2 6.9l17.6 10.2M20.8 6.9 3.2 17.1"/><path d="M12 8.4q1.1 1.15 3.12 1.8-.55 1.8 0 3.6-2.02.65-3.12 1.8-1.1-1.15-3.12-1.8.55-1.8 0-3.6Q10.9 9.55 12 8.4Z"/><path d="M12 4.6q2.2 2.35 6.41 3.7-1.15 3.7 0 7.4-4.21 1.35-6.41 3.7-2.2-2.35-6.41-3.7 1.15-3.7 0-7.4Q9.8 6.95 12 4.6Z"/>';

const svg = (stroke: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="${stroke}" stroke-width="1.1" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${THREADS}</svg>`;

const MARK = svg("currentColor");
const ICON = `data:image/svg+xml,${encodeURIComponent(svg("#0b8a7a"))}`;
