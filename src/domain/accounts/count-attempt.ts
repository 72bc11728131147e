import { sha256Hex } from "#lib/crypto.ts";
import type { OpenCtx } from "../ctx.ts";
import type { AttemptKind } from "./attempts.ts";

type CountingCtx = Pick<OpenCtx, "attempts" | "source">;

/** Counts against the address that a request comes from, where that is known. */
export async function countVisitor({ attempts, source }: CountingCtx, kind: AttemptKind): Promise<void> {
  if (source.address !== null) await attempts.count(kind, "address", source.address);
}

/** Counts against the account that is aimed at, whether there is such an account or not. */
export async function countAccount(
  { attempts }: Pick<OpenCtx, "attempts">,
  kind: AttemptKind,
  email: string,
): Promise<void> {
  await attempts.count(kind, "account", await sha256Hex(email));
}

/** Counts a guess at a password, against both. */
export async function countGuess(ctx: CountingCtx, email: string): Promise<void> {
  await Promise.all([countVisitor(ctx, "password"), countAccount(ctx, "password", email)]);
}
