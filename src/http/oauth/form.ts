import { OAuthError } from "#domain/oauth/error.ts";
import { FORM, fieldsOf, mediaTypeOf, readText } from "../body.ts";

/** A form as it was sent (RFC 6749 appendix B); `invalid_request` for a body of any other kind. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  if (mediaTypeOf(request) !== FORM) throw new OAuthError("invalid_request", `The body is not ${FORM}`);
  return fieldsOf(await readText(request));
}
