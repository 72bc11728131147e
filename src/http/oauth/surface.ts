import * as z from "zod";
import type { Documented } from "../openapi.ts";
import type { Page } from "../pages/define.ts";
import { authorizeEndpoint, resumeEndpoint } from "./authorize.ts";
import { createClientRoute } from "./clients/create.ts";
import { deleteClientRoute } from "./clients/delete.ts";
import { getClientRoute } from "./clients/get.ts";
import { listClientsRoute } from "./clients/list.ts";
import { rotateSecretRoute } from "./clients/rotate-secret.ts";
import { updateClientRoute } from "./clients/update.ts";
import { consentEndpoint } from "./consent.ts";
import { describeEndpoints } from "./describe.ts";
import type { Endpoint } from "./endpoint.ts";
import { oauthErrorBody } from "./errors.ts";
import { introspectEndpoint } from "./introspect.ts";
import { liveAppRoute } from "./live/app.ts";
import { liveAuthorizeRoute } from "./live/authorize.ts";
import { liveTokenEndpoint } from "./live/token.ts";
import { liveIntrospectEndpoint, liveRevokeEndpoint } from "./live/tokens.ts";
import { logoutEndpoint } from "./logout.ts";
import { metadataEndpoints } from "./metadata.ts";
import { appPages } from "./pages/apps.ts";
import { developerPages } from "./pages/developer.ts";
import { registerEndpoint } from "./register.ts";
import { revokeEndpoint } from "./revoke.ts";
import { tokenEndpoint } from "./token.ts";
import { userinfoEndpoint } from "./userinfo.ts";

const errors = {
  name: "OAuthError",
  schema: () =>
    z.object({
      error: z.string(),
      error_description: z.string(),
      detail: z.union([z.string(), z.array(z.unknown())]),
    }),
};

export const oauthEndpoints: readonly Endpoint[] = [
  ...metadataEndpoints,
  authorizeEndpoint,
  resumeEndpoint,
  consentEndpoint,
  tokenEndpoint,
  userinfoEndpoint,
  revokeEndpoint,
  introspectEndpoint,
  logoutEndpoint,
  registerEndpoint,
  liveTokenEndpoint,
  liveIntrospectEndpoint,
  liveRevokeEndpoint,
];

/** The OAuth 2.0 and OpenID Connect door. */
export const oauth: Documented & { base: string } = {
  base: "/oauth",
  errors,
  more: describeEndpoints(oauthEndpoints),
  routes: [
    createClientRoute,
    listClientsRoute,
    getClientRoute,
    updateClientRoute,
    deleteClientRoute,
    rotateSecretRoute,
  ],
};

/** The same verbs with the shapes of the live platform's JSON door. */
export const liveOAuth: Documented & { base: string } = {
  base: "/api/oauth",
  errors,
  routes: [liveAppRoute, liveAuthorizeRoute],
};

/** Where errors have the shape of this door. */
export const oauthSurfaces = ["/oauth", "/.well-known", "/api/oauth"].map((base) => ({
  base,
  errorBody: oauthErrorBody,
}));

/** Where people come to, sent by applications. */
export const oauthDialogs: readonly string[] = ["/oauth/authorize", "/oauth/consent", "/oauth/logout"];

/** Pages of an account that are about applications. */
export const oauthPages: readonly Page[] = [...appPages, ...developerPages];
