import * as z from "zod";
import type { ClientCredentials } from "#domain/oauth/clients/authenticate.ts";
import { OAuthError } from "#domain/oauth/error.ts";
import type { Parameters } from "#domain/oauth/parameters.ts";

/** What a client says of itself in a form that does not say it in the header. */
export const clientParameters = () => ({
  client_id: z.string().optional(),
  client_secret: z.string().optional(),
});

/** How a client says who it is (RFC 6749 section 2.3.1): in the header, in the form, or by its id alone. */
export function readClientCredentials(headers: Headers, form: Parameters): ClientCredentials {
  const basic = readBasic(headers.get("authorization"));
  const clientId = form.get("client_id");
  const secret = form.get("client_secret");
  if (basic === null) {
    if (clientId === null) throw new OAuthError("invalid_client", "Client authentication failed");
    return { clientId, secret };
  }
  if (secret !== null || (clientId !== null && clientId !== basic.clientId)) {
    throw new OAuthError("invalid_request", "The client authenticates in more than one way");
  }
  return basic;
}

function readBasic(header: string | null): ClientCredentials | null {
  if (header === null) return null;
  const [, encoded = ""] = /^Basic +([\w+/=-]+) *$/i.exec(header) ?? [];
  const [id = "", ...rest] = fromBase64(encoded).split(":");
  const clientId = formDecoded(id);
  const secret = formDecoded(rest.join(":"));
  if (
    clientId === null ||
    clientId === "" ||
    clientId.includes("\0") ||
    secret === null ||
    rest.length === 0
  ) {
    throw new OAuthError("invalid_client", "Client authentication failed");
  }
  return { clientId, secret: secret === "" ? null : secret };
}

function fromBase64(text: string): string {
  try {
    return atob(text);
  } catch {
    return "";
  }
}

/** Both halves are form-encoded before they are joined. */
function formDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return null;
  }
}
