import type { OpenCtx } from "../../ctx.ts";
import type { OAuthClient } from "../clients/client.ts";
import { OAuthError, RedirectedError } from "../error.ts";
import { hasOwnScheme } from "../rules/redirect-uri.ts";
import { grantedScopes } from "./consents.ts";
import { issueCode } from "./issue-code.ts";
import { nextStep } from "./next-step.ts";
import type { ReadRequest } from "./read-request.ts";
import type { AuthorizationRequest } from "./request.ts";
import type { Visitor } from "./visitor.ts";
import { awaitDecision, awaitSignIn, type OpenQuestion } from "./waiting.ts";

export type Outcome =
  | { type: "code"; code: string; request: AuthorizationRequest }
  /** `requestId` when the sign-in must be a new one: it brings the person back to the stored request. */
  | { type: "sign-in"; requestId: string | null; request: AuthorizationRequest }
  | { type: "consent"; question: OpenQuestion; client: OAuthClient; request: AuthorizationRequest };

type Asked = ReadRequest & { sentAt: number | null };

/** Brings a checked request as far as it goes with the person who is there. Throws RedirectedError. */
export async function authorize(
  ctx: Pick<OpenCtx, "db" | "now">,
  { client, request, sentAt }: Asked,
  visitor: Visitor | null,
): Promise<Outcome> {
  const granted = visitor === null ? [] : await grantedBefore(ctx, request, visitor.userId);
  const step = redirecting(request, () => nextStep({ request, visitor, granted, sentAt, now: ctx.now() }));
  if (visitor === null || step === "sign-in")
    return { type: "sign-in", requestId: await returnId(ctx, request), request };
  if (step === "issue") return { type: "code", code: await issueCode(ctx, request, visitor), request };
  return { type: "consent", question: await awaitDecision(ctx, request, visitor.userId), client, request };
}

/**
 * What counts as granted already: nothing where any app may answer in the place of the one that was let in, as with a
 * scheme of its own, so that its person always sees the question (RFC 8252 section 8.6).
 */
async function grantedBefore(
  ctx: Pick<OpenCtx, "db">,
  { clientId, redirectUri }: AuthorizationRequest,
  userId: string,
): Promise<string[]> {
  return hasOwnScheme(redirectUri) ? [] : grantedScopes(ctx, userId, clientId);
}

/** A plain visitor comes back with the same URL; whoever must sign in anew would be sent away again by it. */
async function returnId(
  ctx: Pick<OpenCtx, "db" | "now">,
  request: AuthorizationRequest,
): Promise<string | null> {
  const { prompt, maxAge, expectedUserId } = request;
  const isPlain =
    !prompt.includes("login") &&
    !prompt.includes("select_account") &&
    maxAge === null &&
    expectedUserId === null;
  return isPlain ? null : awaitSignIn(ctx, request);
}

function redirecting<T>(request: AuthorizationRequest, decide: () => T): T {
  try {
    return decide();
  } catch (error) {
    throw error instanceof OAuthError ? new RedirectedError(error, request) : error;
  }
}
