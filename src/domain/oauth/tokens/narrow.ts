import { OAuthError } from "../error.ts";
import { isWithin } from "../rules/scope.ts";

/** The resources of one access token: those asked for, of those that the user granted (RFC 8707 section 2.2). */
export function narrowResources(granted: string[], asked: string[]): string[] {
  if (asked.length === 0) return granted;
  if (granted.length === 0 || isWithin(asked, granted)) return asked;
  throw new OAuthError("invalid_target", "The resource is not one that was granted");
}

/** The scopes of one access token: those asked for, of those that the user granted (RFC 6749 section 6). */
export function narrowScopes(granted: string[], asked: string[]): string[] {
  if (asked.length === 0) return granted;
  if (isWithin(asked, granted)) return asked;
  throw new OAuthError("invalid_scope", "The scope is more than was granted");
}
