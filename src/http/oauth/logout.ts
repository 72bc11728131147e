import { html } from "hono/html";
import * as z from "zod";
import { isForeign } from "#auth/same-origin.ts";
import { sessionOf } from "#auth/session.ts";
import { noSessionCookie } from "#auth/session-cookie.ts";
import type { OpenCtx } from "#domain/ctx.ts";
import { findClient } from "#domain/oauth/clients/queries.ts";
import { OAuthError } from "#domain/oauth/error.ts";
import type { Parameters } from "#domain/oauth/parameters.ts";
import type { IdTokenHint } from "#domain/oauth/provider.ts";
import { isRegisteredRedirect } from "#domain/oauth/rules/redirect-uri.ts";
import { signOut } from "#domain/sessions/end.ts";
import { once } from "#lib/once.ts";
import { hidden } from "../pages/form.ts";
import { toApplication } from "../pages/leads-to.ts";
import { page, redirect } from "../pages/page.ts";
import type { Endpoint, EndpointCall } from "./endpoint.ts";
import { refusalPage } from "./pages/refusal.ts";

const parameters = once(() =>
  z.object({
    id_token_hint: z.string().optional(),
    client_id: z.string().optional(),
    post_logout_redirect_uri: z.string().optional().describe("One that the client has registered"),
    state: z.string().optional(),
  }),
);

/**
 * OpenID Connect RP-Initiated Logout. A client that shows an ID token of who is signed in ends the session at once; for
 * any other the person is asked.
 */
export const logoutEndpoint: Endpoint = {
  path: "/oauth/logout",
  methods: ["GET", "POST"],
  summary: "End a person's session; they are asked unless the application shows who is signed in",
  caller: "public",
  query: parameters,
  form: once(() => parameters().extend({ confirm: z.literal("yes").optional() })),
  errors: ["BAD_REQUEST", "RATE_LIMITED"],
  cors: false,
  limit: "authorize",
  answer: async (call) => {
    const { ctx, request, count } = call;
    await count(null);
    const sent = await call.parameters();
    sent.refuseDoubled([]);
    const hint = await readHint(ctx, sent);
    const returnTo = await returnAddress(ctx, sent, hint);
    const session = await sessionOf(ctx, new Request(request.url, { headers: request.headers }));
    if (session === null) return goOn(returnTo, ctx.publicUrl);
    if (hint?.userId !== session.userId && !isConfirmed(call, sent)) return confirmPage(sent);
    await signOut(ctx, session);
    return goOn(returnTo, ctx.publicUrl);
  },
  refuse: (error) => refusalPage(error),
};

/** By the button of the page that asks, which only that page can press. */
const isConfirmed = ({ request, ctx }: EndpointCall, sent: Parameters): boolean =>
  request.method === "POST" && sent.get("confirm") === "yes" && !isForeign(request, ctx.publicUrl);

async function readHint({ oauth }: OpenCtx, sent: Parameters): Promise<IdTokenHint | null> {
  const token = sent.get("id_token_hint");
  if (token === null) return null;
  const hint = await oauth.idTokens.read(token);
  if (hint === null)
    throw new OAuthError("invalid_request", "The id_token_hint is not an ID token of this server");
  return hint;
}

/** Only to an address that the client has registered for this, which must be known for it. */
async function returnAddress(
  ctx: OpenCtx,
  sent: Parameters,
  hint: IdTokenHint | null,
): Promise<string | null> {
  const uri = sent.get("post_logout_redirect_uri");
  if (uri === null) return null;
  const clientId = sent.get("client_id") ?? hint?.clientId ?? "";
  if (hint !== null && hint.clientId !== clientId) {
    throw new OAuthError("invalid_request", "The id_token_hint is not one of this client_id");
  }
  const found = await findClient(ctx, clientId);
  if (found === null || !isRegisteredRedirect(found.client.postLogoutRedirectUris, uri)) {
    throw new OAuthError(
      "invalid_request",
      "The post_logout_redirect_uri is not one that the application has registered",
    );
  }
  const state = sent.get("state");
  return state === null ? uri : `${uri}${uri.includes("?") ? "&" : "?"}${new URLSearchParams({ state })}`;
}

const goOn = (returnTo: string | null, publicUrl: string): Response =>
  redirect(returnTo ?? "/sign-in?done=signed-out", { "set-cookie": noSessionCookie(publicUrl) });

const confirmPage = (sent: Parameters): Promise<Response> =>
  page(
    { title: "Sign out?", formsLeadTo: toApplication(sent.get("post_logout_redirect_uri")) },
    html`<h1>Sign out?</h1>
<p class="quiet">An application asks to end your session here.</p>
<form method="post" action="/oauth/logout">
${Object.keys(parameters().shape).map((name) => hidden(name, sent.get(name)))}
<div class="actions even">
<button name="confirm" value="yes">Sign out</button>
<a class="button second" href="/account">Stay</a>
</div>
</form>`,
  );
