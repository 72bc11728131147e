import { record } from "../../audit/record.ts";
import type { Ctx } from "../../ctx.ts";
import { grantScopes } from "./consents.ts";
import { issueCode } from "./issue-code.ts";
import type { AuthorizationRequest } from "./request.ts";

/** The caller consents to a request in person, by their own token; the code. */
export async function approveRequest(ctx: Ctx, request: AuthorizationRequest): Promise<string> {
  const { userId } = ctx.principal;
  await record(ctx, {
    action: "consent.granted",
    target: { type: "client", id: request.clientId },
    details: { scopes: request.scopes },
  });
  await grantScopes(ctx, userId, request);
  return issueCode(ctx, request, { userId, sessionId: null, signedInAt: null });
}
