import { OAuthError } from "../error.ts";
import { isWithin } from "../rules/scope.ts";
import type { AuthorizationRequest } from "./request.ts";
import type { Visitor } from "./visitor.ts";

export interface Situation {
  request: AuthorizationRequest;
  visitor: Visitor | null;
  /** Scopes that the person has granted to the client before. */
  granted: readonly string[];
  /** When the person was sent to sign in for this request; null when they were not. */
  sentAt: number | null;
  now: number;
}

export type NextStep = "sign-in" | "consent" | "issue";

/** What an authorization request waits for (OpenID Connect Core section 3.1.2.3); throws what `prompt=none` forbids. */
export function nextStep(situation: Situation): NextStep {
  const { request, granted } = situation;
  const silent = request.prompt.includes("none");
  if (mustSignIn(situation)) {
    if (silent) throw new OAuthError("login_required", "The user has to sign in");
    return "sign-in";
  }
  const asksAgain = request.prompt.includes("consent");
  if (isWithin(request.scopes, granted) && !asksAgain) return "issue";
  if (silent) throw new OAuthError("consent_required", "The user has to consent");
  return "consent";
}

function mustSignIn({ request, visitor, sentAt, now }: Situation): boolean {
  if (visitor === null) return true;
  const isExpected = request.expectedUserId === null || request.expectedUserId === visitor.userId;
  if (sentAt === null) return !isExpected || wantsFreshSignIn(request, visitor, now);
  if (visitor.signedInAt === null || visitor.signedInAt < sentAt) return true;
  if (isExpected) return false;
  throw new OAuthError("login_required", "Somebody else than the id_token_hint names has signed in");
}

function wantsFreshSignIn(
  { prompt, maxAge }: AuthorizationRequest,
  { signedInAt }: Visitor,
  now: number,
): boolean {
  if (prompt.includes("login") || prompt.includes("select_account")) return true;
  return maxAge !== null && (signedInAt === null || now - signedInAt > maxAge * 1000);
}
