import * as z from "zod";
import { readCredentials } from "#auth/credentials.ts";
import { liveAccessToken } from "#auth/oauth-token.ts";
import { claimsAbout } from "#domain/oauth/userinfo.ts";
import { impliedScopes } from "#domain/scopes.ts";
import { once } from "#lib/once.ts";
import { FORM, mediaTypeOf } from "../body.ts";
import type { Endpoint, EndpointCall } from "./endpoint.ts";

const Claims = z.object({
  sub: z.string(),
  name: z.string().optional().describe("With the scope profile, as zoneinfo"),
  zoneinfo: z.string().optional(),
  email: z.string().optional().describe("With the scope email"),
  email_verified: z.boolean().optional(),
});

/** OpenID Connect Core section 5.3; the token in the header or, by POST, in the form (RFC 6750 section 2). */
export const userinfoEndpoint: Endpoint = {
  path: "/oauth/userinfo",
  methods: ["GET", "POST"],
  summary: "Tell an application about the user who has let it in",
  caller: "application",
  form: once(() =>
    z.object({ access_token: z.string().optional().describe("Where it is not in the header") }),
  ),
  response: () => Claims,
  errors: ["BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "RATE_LIMITED"],
  cors: true,
  limit: "general",
  answer: async (call) => {
    const { ctx } = call;
    await call.count(null);
    const value = await readToken(call);
    if (value === null) return challenge(401, null, "An access token is required");
    const token = await liveAccessToken(ctx, value);
    if (token === null) return challenge(401, "invalid_token", "The access token is not valid");
    const scopes = [...impliedScopes(token.scopes)];
    if (!scopes.includes("openid")) {
      return challenge(403, "insufficient_scope", "This needs the scope openid", { scope: "openid" });
    }
    return Response.json(await claimsAbout(ctx, token.userId, scopes), {
      headers: { "cache-control": "no-store" },
    });
  },
};

async function readToken({ request, parameters }: EndpointCall): Promise<string | null> {
  const shown = readCredentials(request.headers);
  if (shown.token !== null) return shown.token;
  const isForm = request.method === "POST" && mediaTypeOf(request) === FORM;
  return isForm ? (await parameters()).get("access_token") : null;
}

/** RFC 6750 section 3: without a token nothing is said to be wrong with it. */
function challenge(
  status: 401 | 403,
  error: string | null,
  description: string,
  more: Record<string, string> = {},
): Response {
  const fields = error === null ? more : { error, error_description: description, ...more };
  const parameters = Object.entries({ realm: "gossamer", ...fields }).map(
    ([name, value]) => `${name}="${value}"`,
  );
  return Response.json(
    { error: error ?? "invalid_token", error_description: description, detail: description },
    { status, headers: { "www-authenticate": `Bearer ${parameters.join(", ")}` } },
  );
}
