import { AppError } from "#lib/errors.ts";
import type { Scope } from "./scopes.ts";

/** Who is calling, after authentication. `scopes` is "all" for a person's own session. */
export type Principal =
  | {
      kind: "user";
      userId: string;
      email: string | null;
      scopes: "all";
      isAdmin: boolean;
      /** Not given when the person came with a token of another issuer. */
      sessionId?: string;
    }
  | { kind: "api-key"; userId: string; keyId: string; scopes: ReadonlySet<Scope> }
  | {
      kind: "oauth";
      userId: string;
      clientId: string;
      tokenId: string;
      scopes: ReadonlySet<Scope>;
      /** URLs that the token is for (RFC 8707); without any it is for all of this server. */
      resources: readonly string[];
    };

/** What lets a caller in, by a name under which its sockets and streams can be cut off. */
export function credentialOf(principal: Principal): string {
  switch (principal.kind) {
    case "user":
      return principal.sessionId === undefined ? PERSON_CREDENTIAL : sessionCredential(principal.sessionId);
    case "api-key":
      return keyCredential(principal.keyId);
    case "oauth":
      return appCredential(principal.clientId);
  }
}

/** Of a person's tokens that other issuers made. */
export const PERSON_CREDENTIAL = "person";
export const sessionCredential = (sessionId: string): string => `session:${sessionId}`;
export const keyCredential = (keyId: string): string => `key:${keyId}`;
export const appCredential = (clientId: string): string => `app:${clientId}`;

/** 403 for everybody but the people who run the platform, in a session of their own. */
export function refuseUnlessAdmin(principal: Principal): void {
  if (principal.kind === "user" && principal.isAdmin) return;
  throw new AppError("FORBIDDEN", "This is for administrators");
}
