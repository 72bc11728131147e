import { RESOURCES } from "#domain/oauth/rules/resource.ts";
import { SUPPORTED_SCOPES } from "#domain/oauth/rules/scope.ts";
import type { Endpoint, EndpointCall } from "./endpoint.ts";
import { GRANT_TYPES } from "./token.ts";

const document = (path: Endpoint["path"], make: (call: EndpointCall) => object): Endpoint => ({
  path,
  methods: ["GET"],
  cors: true,
  limit: "general",
  answer: async (call) => Response.json(make(call), { headers: { "cache-control": "public, max-age=300" } }),
});

const CLIENT_AUTHENTICATION = ["client_secret_basic", "client_secret_post", "none"];

/** RFC 8414, RFC 9207 and OpenID Connect Discovery in one: what each does not know it passes over. */
function serverMetadata({ ctx: { publicUrl, oauth } }: EndpointCall): object {
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
      client_id_metadata_document_supported: true,
    }),
    scopes_supported: SUPPORTED_SCOPES,
    response_types_supported: ["code"],
    response_modes_supported: ["query", "form_post"],
    grant_types_supported: GRANT_TYPES,
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
  document(`/.well-known/oauth-protected-resource${path}`, ({ ctx: { publicUrl } }) => ({
    resource: publicUrl + path,
    authorization_servers: [publicUrl],
    bearer_methods_supported: ["header"],
    scopes_supported: path === "/mcp" ? ["mcp:tools"] : SUPPORTED_SCOPES,
    resource_name: "Gossamer",
    resource_documentation: `${publicUrl}/docs`,
  }));

export const metadataEndpoints: readonly Endpoint[] = [
  document("/.well-known/openid-configuration", serverMetadata),
  document("/.well-known/oauth-authorization-server", serverMetadata),
  ...RESOURCES.map(resourceMetadata),
];
