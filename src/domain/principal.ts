import { AppError } from "#lib/errors.ts";
import type { Scope } from "./scopes.ts";

/** Who is calling, after authentication. `scopes` is "all" for a person's own session. */
export type Principal =
  | { kind: "user"; userId: string; email: string | null; scopes: "all"; isAdmin: boolean }
  | { kind: "api-key"; userId: string; keyId: string; scopes: ReadonlySet<Scope> };

/** 403 for everybody but the people who run the platform, in a session of their own. */
export function refuseUnlessAdmin(principal: Principal): void {
  if (principal.kind === "user" && principal.isAdmin) return;
  throw new AppError("FORBIDDEN", "This is for administrators");
}
