import * as z from "zod";
import { registerClient } from "#domain/oauth/clients/register.ts";
import { OAuthError } from "#domain/oauth/error.ts";
import { isScope, SCOPES } from "#domain/scopes.ts";
import { notFound } from "#lib/errors.ts";
import { issuesOf, issueText } from "#lib/issues.ts";
import { readJson } from "../body.ts";
import type { Endpoint } from "./endpoint.ts";

const METHODS = ["none", "client_secret_basic", "client_secret_post"] as const;

const Metadata = z.object({
  redirect_uris: z.array(z.string()).min(1).max(50),
  token_endpoint_auth_method: z.enum(METHODS).default("client_secret_basic"),
  grant_types: z
    .array(z.enum(["authorization_code", "refresh_token"]))
    .default(["authorization_code", "refresh_token"]),
  response_types: z.array(z.literal("code")).default(["code"]),
  client_name: z.string().trim().min(1).max(100).default("An application without a name"),
  logo_uri: z.string().max(2000).optional(),
  post_logout_redirect_uris: z.array(z.string()).max(50).default([]),
  scope: z.string().max(4000).optional(),
});

const Registration = Metadata.extend({
  scope: z.string(),
  client_id: z.string(),
  client_id_issued_at: z.int(),
  client_secret: z.string().optional(),
  client_secret_expires_at: z.int().optional().describe("0: never"),
});

/** RFC 7591, without an initial access token. 404 where the deployment does not let clients introduce themselves. */
export const registerEndpoint: Endpoint = {
  path: "/oauth/register",
  methods: ["POST"],
  summary: "Register a client without an account, where the deployment allows it",
  caller: "public",
  body: () => Metadata,
  response: () => Registration,
  status: 201,
  errors: ["BAD_REQUEST", "NOT_FOUND", "VALIDATION_ERROR", "RATE_LIMITED"],
  cors: true,
  limit: "authorize",
  answer: async ({ ctx, request, count }) => {
    if (!ctx.oauth.openRegistration) throw notFound("Path");
    await count(null);
    const metadata = parse(await readJson(request));
    const scopes = metadata.scope === undefined ? [...SCOPES] : metadata.scope.split(" ").filter(isScope);
    const { client, clientSecret } = await registerClient(ctx, {
      type: metadata.token_endpoint_auth_method === "none" ? "public" : "confidential",
      name: metadata.client_name,
      description: null,
      logoUrl: metadata.logo_uri ?? null,
      redirectUris: metadata.redirect_uris,
      postLogoutRedirectUris: metadata.post_logout_redirect_uris,
      webhookDomains: [],
      scopes,
    });
    const secret = clientSecret === null ? {} : { client_secret: clientSecret, client_secret_expires_at: 0 };
    const body: z.input<typeof Registration> = {
      ...metadata,
      scope: scopes.join(" "),
      client_id: client.id,
      client_id_issued_at: Math.floor(client.createdAt / 1000),
      ...secret,
    };
    return Response.json(body, { status: 201, headers: { "cache-control": "no-store" } });
  },
};

function parse(body: unknown): z.output<typeof Metadata> {
  const parsed = Metadata.safeParse(body, { error: issueText });
  if (parsed.success) return parsed.data;
  const [{ path, message } = { path: "", message: "is wrong" }] = issuesOf(parsed.error);
  const word = path.startsWith("redirect_uris") ? "invalid_redirect_uri" : "invalid_client_metadata";
  throw new OAuthError(word, `${path}: ${message}`);
}
