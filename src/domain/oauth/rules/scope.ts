import { SCOPES, type Scope } from "../../scopes.ts";
import { OAuthError } from "../error.ts";

/** Accepted and without effect: every authorization comes with a refresh token. */
const OFFLINE_ACCESS = "offline_access";

export const SUPPORTED_SCOPES: readonly string[] = [...SCOPES, OFFLINE_ACCESS];

/** The words of a `scope` parameter in their order, each once; `invalid_scope` for one that is not known or not allowed. */
export function parseScope(parameter: string, allowed: readonly string[]): Scope[] {
  const words = [...new Set(parameter.split(" ").filter((word) => word !== "" && word !== OFFLINE_ACCESS))];
  return words.map((word) => {
    const scope = SCOPES.find((known) => known === word);
    // RFC 6749 section 3.3: what is quoted back may not leave the characters of a scope.
    if (scope === undefined) throw new OAuthError("invalid_scope", `There is no scope ${quotable(word)}`);
    if (!allowed.includes(scope)) {
      throw new OAuthError("invalid_scope", `The client may not ask for the scope ${scope}`);
    }
    return scope;
  });
}

const quotable = (word: string): string => word.replaceAll(/[^\w:.-]/g, "?").slice(0, 60);

/** Whether every word of `part` is in `whole`. */
export const isWithin = (part: readonly string[], whole: readonly string[]): boolean =>
  part.every((word) => whole.includes(word));
