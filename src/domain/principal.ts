import type { Scope } from "./scopes.ts";

/** Who is calling, after authentication. `scopes` is "all" for a person's own session. */
export type Principal =
  | { kind: "user"; userId: string; email: string | null; scopes: "all"; isAdmin: boolean }
  | { kind: "api-key"; userId: string; keyId: string; scopes: ReadonlySet<Scope> };
