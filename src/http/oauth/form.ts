import { OAuthError } from "#domain/oauth/error.ts";
import { fieldsOf, readText } from "../body.ts";

/** A form as it was sent (RFC 6749 appendix B); `invalid_request` for a body of any other kind. */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/x-www-form-urlencoded") {
    throw new OAuthError("invalid_request", "The body is not application/x-www-form-urlencoded");
  }
  return fieldsOf(await readText(request));
}
