import { html, raw } from "hono/html";
import { randomToken } from "#lib/crypto.ts";

/** OAuth 2.0 Form Post Response Mode: a form that sends itself, or waits for a click where scripts are off. */
export async function formPostPage(action: string, parameters: Record<string, string>): Promise<Response> {
  const nonce = randomToken(16);
  const fields = Object.entries(parameters).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  const text = await html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>One moment</title></head>
<body>
<form method="post" action="${action}">${fields}<noscript><button>Continue</button></noscript></form>
<script nonce="${nonce}">${raw("document.forms[0].submit()")}</script>
</body>
</html>
`;
  return new Response(text, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; script-src 'nonce-${nonce}'; base-uri 'none'; frame-ancestors 'none'`,
    },
  });
}
