import { sha256Hex } from "#lib/crypto.ts";
import type { OpenCtx } from "../ctx.ts";
import type { AttemptKind } from "./attempts.ts";

/** Counts against the address it comes from and the account it aims at, whether there is such an account or not. */
export async function countAttempt(
  { attempts, source }: Pick<OpenCtx, "attempts" | "source">,
  kind: AttemptKind,
  email: string,
): Promise<void> {
  await Promise.all([
    source.address === null ? null : attempts.count(kind, "address", source.address),
    sha256Hex(email).then((account) => attempts.count(kind, "account", account)),
  ]);
}
