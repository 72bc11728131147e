import { OAuthError } from "#domain/oauth/error.ts";
import { type Parameters, parametersOf } from "#domain/oauth/parameters.ts";
import { fieldsOf, readText } from "../body.ts";

/** The parameters of a form (RFC 6749 appendix B); `invalid_request` for a body of any other kind. */
export async function readForm(request: Request): Promise<Parameters> {
  const [type = ""] = (request.headers.get("content-type") ?? "").split(";");
  if (type.trim().toLowerCase() !== "application/x-www-form-urlencoded") {
    throw new OAuthError("invalid_request", "The body is not application/x-www-form-urlencoded");
  }
  return parametersOf(fieldsOf(await readText(request)));
}
