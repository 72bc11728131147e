import { html, raw } from "hono/html";
import { STYLE } from "#http/pages/style.ts";
import type { Message } from "./message.ts";

/** The messages as a page, newest first, links to click. */
export function mailboxPage(messages: readonly Message[]): string {
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mailbox</title>
<link rel="icon" href="data:,">
<style>${raw(STYLE)} pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }</style>
</head>
<body class="wide">
<header><span class="brand">Mailbox</span><small class="quiet">What the local stack has sent, to nobody but you</small></header>
<main class="stack">
${messages.length === 0 ? html`<p class="quiet">Nothing yet.</p>` : messages.map(messagePart)}
</main>
</body>
</html>
`);
}

const messagePart = ({ at, to, subject, text }: Message) => html`<article class="panel part">
<header><h2>${subject}</h2><p class="quiet"><small>To ${to.join(", ")} · ${at}</small></p></header>
<pre>${text.split(/(https?:\/\/\S+[^\s.,;)])/).map((part) => (/^https?:/.test(part) ? html`<a href="${part}">${part}</a>` : part))}</pre>
</article>`;
