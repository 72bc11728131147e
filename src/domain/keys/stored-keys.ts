import { asc } from "drizzle-orm";
import * as z from "zod";
import type { Keyring } from "#lib/envelope.ts";
import { unavailable } from "#lib/errors.ts";
import { signingKeys } from "#store/schema/signing-keys.ts";
import type { OpenCtx } from "../ctx.ts";
import { type IssuerKeys, type PublicKey, RS256, type SigningKey } from "./issuer-keys.ts";
import { makeKey, openKey } from "./make-key.ts";

/** What an isolate remembers of the stored keys. */
export interface KeyMemory {
  keys: readonly StoredKey[];
  readAt: number;
  opened: Map<string, CryptoKey>;
}

export interface StoredKey {
  id: string;
  publicKey: PublicKey;
  /** For checking signatures. */
  verifying: CryptoKey;
  sealed: string;
  createdAt: number;
  activeAt: number;
}

export const noKeysYet = (): KeyMemory => ({ keys: [], readAt: Number.NEGATIVE_INFINITY, opened: new Map() });

/** How long an isolate goes by what it has read. */
const TRUST_FOR_MS = 5 * 60_000;
/** How often a key that it does not know makes it read again. */
const LOOK_AGAIN_MS = 10_000;

/** The keys that Postgres keeps; private parts are sealed by the keyring, without which nothing can be signed. */
export function storedKeys(
  ctx: Pick<OpenCtx, "db" | "now">,
  keyring: Keyring | null,
  memory: KeyMemory,
): IssuerKeys {
  const read = async (maxAge: number): Promise<readonly StoredKey[]> => {
    if (ctx.now() - memory.readAt < maxAge) return memory.keys;
    memory.keys = await readKeys(ctx);
    memory.readAt = ctx.now();
    return memory.keys;
  };
  const sealedBy = (): Keyring => {
    if (keyring === null) throw unavailable("Signing", new Error("CREDENTIAL_KEYS is not set"));
    return keyring;
  };
  const atLeastOne = async (): Promise<readonly StoredKey[]> => {
    if ((await read(TRUST_FOR_MS)).length === 0) {
      await makeKey(ctx, sealedBy(), ctx.now());
      return read(0);
    }
    return memory.keys;
  };
  return {
    async signing() {
      const key = signingOne(await atLeastOne(), ctx.now());
      const privateKey = memory.opened.get(key.id) ?? (await openKey(sealedBy(), key.id, key.sealed));
      memory.opened.set(key.id, privateKey);
      return { id: key.id, privateKey } satisfies SigningKey;
    },
    published: async () => (await atLeastOne()).map(({ publicKey }) => publicKey),
    async find(id) {
      const isIt = (key: StoredKey) => key.id === id;
      const known = (await read(TRUST_FOR_MS)).find(isIt) ?? (await read(LOOK_AGAIN_MS)).find(isIt);
      return known?.verifying ?? null;
    },
  };
}

/** The newest that is active; before there is one, the first. */
function signingOne(keys: readonly StoredKey[], now: number): StoredKey {
  const key = keys.findLast(({ activeAt }) => activeAt <= now) ?? keys[0];
  if (key === undefined) throw new Error("A key was made and is gone");
  return key;
}

const Stored = z.object({
  kty: z.literal("RSA"),
  n: z.string(),
  e: z.string(),
  kid: z.string(),
  alg: z.literal("RS256"),
  use: z.literal("sig"),
});

/** In the order in which they become active. */
export async function readKeys({ db }: Pick<OpenCtx, "db">): Promise<StoredKey[]> {
  const rows = await db.select().from(signingKeys).orderBy(asc(signingKeys.activeAt), asc(signingKeys.id));
  return Promise.all(
    rows.map(async ({ id, publicKey, privateKey, createdAt, activeAt }) => {
      const jwk = Stored.parse(publicKey);
      return {
        id,
        publicKey: jwk,
        verifying: await crypto.subtle.importKey("jwk", jwk, RS256, false, ["verify"]),
        sealed: privateKey,
        createdAt: createdAt.getTime(),
        activeAt: activeAt.getTime(),
      };
    }),
  );
}
