import { OAuthError } from "../error.ts";

/** Parts of this deployment that a token can be made for (RFC 8707), by their path; "" is all of it. */
export const RESOURCES = ["", "/mcp", "/api/v1", "/api/v2", "/api/external/v1", "/external-api/v1"] as const;

/** The resources of a request, in normal form; `invalid_target` for one that is not ours. */
export function parseResources(values: readonly string[], publicUrl: string): string[] {
  return [...new Set(values.map((value) => parseResource(value, publicUrl)))];
}

function parseResource(value: string, publicUrl: string): string {
  const url = URL.parse(value);
  if (url === null || value.includes("#")) {
    throw new OAuthError("invalid_target", "A resource is an absolute URI without a fragment");
  }
  const path = url.pathname.replace(/\/+$/, "");
  const known = RESOURCES.find((resource) => resource === path);
  if (known === undefined || url.search !== "" || url.origin !== new URL(publicUrl).origin) {
    throw new OAuthError("invalid_target", "The resource is not one of this server");
  }
  return publicUrl + known;
}

/** Whether a token for these resources may be shown at a URL; one without resources is for all of them. */
export function isAudience(resources: readonly string[], publicUrl: string, pathname: string): boolean {
  if (resources.length === 0) return true;
  return resources.some((resource) => {
    const path = resource.slice(publicUrl.length);
    return pathname === path || pathname.startsWith(`${path}/`);
  });
}
