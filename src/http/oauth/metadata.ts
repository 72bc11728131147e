import * as z from "zod";
import { RESOURCES } from "#domain/oauth/rules/resource.ts";
import { SUPPORTED_SCOPES } from "#domain/oauth/rules/scope.ts";
import { once } from "#lib/once.ts";
import type { Endpoint, EndpointCall } from "./endpoint.ts";
import { GRANT_TYPES } from "./token.ts";

interface Described<R extends z.ZodType> {
  path: Endpoint["path"];
  summary: string;
  response: () => R;
  make(call: EndpointCall): z.input<R> | Promise<z.input<R>>;
}

/** What anybody may read, and keep for a while. */
const document = <R extends z.ZodType>({ make, ...described }: Described<R>): Endpoint => ({
  ...described,
  methods: ["GET"],
  caller: "public",
  errors: [],
  cors: true,
  limit: "general",
  answer: async (call) =>
    Response.json(await make(call), {
      headers: {
        "cache-control": "public, max-age=300",
        "cross-origin-resource-policy": "cross-origin",
      },
    }),
});

const words = () => z.array(z.string());

const ServerMetadata = once(() =>
  z.object({
    issuer: z.url(),
    authorization_endpoint: z.url(),
    token_endpoint: z.url(),
    userinfo_endpoint: z.url(),
    revocation_endpoint: z.url(),
    introspection_endpoint: z.url(),
    end_session_endpoint: z.url(),
    jwks_uri: z.url(),
    registration_endpoint: z.url().optional(),
    client_id_metadata_document_supported: z.literal(true).optional(),
    scopes_supported: words(),
    response_types_supported: words(),
    response_modes_supported: words(),
    grant_types_supported: words(),
    subject_types_supported: words(),
    id_token_signing_alg_values_supported: words(),
    token_endpoint_auth_methods_supported: words(),
    revocation_endpoint_auth_methods_supported: words(),
    introspection_endpoint_auth_methods_supported: words(),
    code_challenge_methods_supported: words(),
    prompt_values_supported: words(),
    claims_supported: words(),
    claims_parameter_supported: z.boolean(),
    request_parameter_supported: z.boolean(),
    request_uri_parameter_supported: z.boolean(),
    authorization_response_iss_parameter_supported: z.boolean(),
    service_documentation: z.url(),
  }),
);

const ResourceMetadata = once(() =>
  z.object({
    resource: z.url(),
    authorization_servers: z.array(z.url()),
    bearer_methods_supported: words(),
    scopes_supported: words(),
    resource_name: z.string(),
    resource_documentation: z.url(),
  }),
);

/** RFC 7517 section 5. */
const KeySet = once(() =>
  z.object({
    keys: z.array(
      z.object({
        kty: z.literal("RSA"),
        n: z.string(),
        e: z.string(),
        kid: z.string(),
        alg: z.literal("RS256"),
        use: z.literal("sig"),
      }),
    ),
  }),
);

const CLIENT_AUTHENTICATION = ["client_secret_basic", "client_secret_post", "none"];

/** RFC 8414, RFC 9207 and OpenID Connect Discovery in one: what each does not know it passes over. */
function serverMetadata({
  ctx: { publicUrl, oauth },
}: EndpointCall): z.input<ReturnType<typeof ServerMetadata>> {
  return {
    issuer: publicUrl,
    authorization_endpoint: `${publicUrl}/oauth/authorize`,
    token_endpoint: `${publicUrl}/oauth/token`,
    userinfo_endpoint: `${publicUrl}/oauth/userinfo`,
    revocation_endpoint: `${publicUrl}/oauth/revoke`,
    introspection_endpoint: `${publicUrl}/oauth/introspect`,
    end_session_endpoint: `${publicUrl}/oauth/logout`,
    jwks_uri: `${publicUrl}/.well-known/jwks.json`,
    ...(oauth.openRegistration && {
      registration_endpoint: `${publicUrl}/oauth/register`,
      client_id_metadata_document_supported: true as const,
    }),
    scopes_supported: [...SUPPORTED_SCOPES],
    response_types_supported: ["code"],
    response_modes_supported: ["query", "form_post"],
    grant_types_supported: [...GRANT_TYPES],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
    token_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
    revocation_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION,
    introspection_endpoint_auth_methods_supported: CLIENT_AUTHENTICATION.filter(
      (method) => method !== "none",
    ),
    code_challenge_methods_supported: ["S256"],
    prompt_values_supported: ["none", "login", "consent", "select_account"],
    claims_supported: [
      "iss",
      "sub",
      "aud",
      "exp",
      "iat",
      "auth_time",
      "nonce",
      "at_hash",
      "sid",
      "name",
      "zoneinfo",
      "email",
      "email_verified",
    ],
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    authorization_response_iss_parameter_supported: true,
    service_documentation: `${publicUrl}/docs`,
  };
}

/** RFC 9728: who gives tokens for a part of this server. */
const resourceMetadata = (path: (typeof RESOURCES)[number]): Endpoint =>
  document({
    path: `/.well-known/oauth-protected-resource${path}`,
    summary: `Tell who gives tokens for ${path === "" ? "this server" : path}`,
    response: ResourceMetadata,
    make: ({ ctx: { publicUrl } }) => ({
      resource: publicUrl + path,
      authorization_servers: [publicUrl],
      bearer_methods_supported: ["header"],
      scopes_supported: path === "/mcp" ? ["mcp:tools"] : [...SUPPORTED_SCOPES],
      resource_name: "Gossamer",
      resource_documentation: `${publicUrl}/docs`,
    }),
  });

export const metadataEndpoints: readonly Endpoint[] = [
  document({
    path: "/.well-known/openid-configuration",
    summary: "Tell what the OpenID provider can do (OpenID Connect Discovery)",
    response: ServerMetadata,
    make: serverMetadata,
  }),
  document({
    path: "/.well-known/oauth-authorization-server",
    summary: "Tell what the authorization server can do (RFC 8414)",
    response: ServerMetadata,
    make: serverMetadata,
  }),
  document({
    path: "/.well-known/jwks.json",
    summary: "Get the keys with which tokens of this server can be checked",
    response: KeySet,
    make: async ({ ctx }) => ({ keys: [...(await ctx.issuerKeys.published())] }),
  }),
  ...RESOURCES.map(resourceMetadata),
];
