import type { AuthorizationRequest } from "#domain/oauth/authorization/request.ts";
import { type OAuthError, RedirectedError, type ReturnAddress } from "#domain/oauth/error.ts";
import { redirect } from "../pages/page.ts";
import { formPostPage } from "./pages/form-post.ts";
import { refusalPage } from "./pages/refusal.ts";

/** RFC 6749 section 4.1.2, with the issuer of RFC 9207. */
export const codeAnswer = (
  { code, request }: { code: string; request: AuthorizationRequest },
  issuer: string,
): Response | Promise<Response> => answerTo(request, { code }, issuer);

/** An error goes to the client where that is known to be the client, else to the person. */
export function refuseAuthorization(error: OAuthError, issuer: string): Response | Promise<Response> {
  if (!(error instanceof RedirectedError)) return refusalPage(error);
  return answerTo(error.returnTo, { error: error.code, error_description: error.message }, issuer);
}

function answerTo(
  returnTo: ReturnAddress,
  answer: Record<string, string>,
  issuer: string,
): Response | Promise<Response> {
  return returnTo.responseMode === "form_post"
    ? formPostPage(returnTo.redirectUri, parametersOf(returnTo, answer, issuer))
    : redirect(answerLocation(returnTo, answer, issuer));
}

/** The redirect URI with the answer. The client's own query stays as it is, to the letter (RFC 6749 section 3.1.2). */
export function answerLocation(
  returnTo: ReturnAddress,
  answer: Record<string, string>,
  issuer: string,
): string {
  const { redirectUri } = returnTo;
  const query = new URLSearchParams(parametersOf(returnTo, answer, issuer));
  return `${redirectUri}${redirectUri.includes("?") ? "&" : "?"}${query}`;
}

const parametersOf = (
  { state }: ReturnAddress,
  answer: Record<string, string>,
  issuer: string,
): Record<string, string> => ({ ...answer, ...(state !== null && { state }), iss: issuer });
