import { record } from "../../audit/record.ts";
import type { OpenCtx } from "../../ctx.ts";
import { OAuthError, RedirectedError } from "../error.ts";
import { grantScopes } from "./consents.ts";
import { issueCode } from "./issue-code.ts";
import type { AuthorizationRequest } from "./request.ts";
import type { Visitor } from "./visitor.ts";
import { type OpenQuestion, takeDecided } from "./waiting.ts";

export type Decision = "allow" | "deny";

/** Carries out what a person decided on the consent page, once. Throws RedirectedError when they deny. */
export async function decideRequest(
  ctx: OpenCtx,
  question: OpenQuestion,
  decision: Decision,
  visitor: Visitor,
): Promise<{ code: string; request: AuthorizationRequest }> {
  const { request } = await takeDecided(ctx, question, visitor.userId);
  const { userId } = visitor;
  const target = { type: "client", id: request.clientId };
  if (decision === "deny") {
    await record(ctx, { action: "consent.denied", userId, target });
    throw new RedirectedError(new OAuthError("access_denied", "The user has denied the request"), request);
  }
  await record(ctx, { action: "consent.granted", userId, target, details: { scopes: request.scopes } });
  await grantScopes(ctx, userId, request);
  return { code: await issueCode(ctx, request, visitor), request };
}
