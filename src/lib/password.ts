import { scrypt, timingSafeEqual } from "node:crypto";
import { fromBase64Url, toBase64 } from "./base64.ts";

/** OWASP's scrypt setting of 16 MiB, which an isolate of 128 MiB can afford several times at once. */
const COST = { N: 16_384, r: 8, p: 5 };
const MAX_COST = { N: 131_072, r: 16, p: 16 };
const KEY_BYTES = 32;

/** A hash of a password, in the PHC string format: `$scrypt$ln=14,r=8,p=5$salt$key`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const key = await derive(password, salt, COST);
  const { N, r, p } = COST;
  return `$scrypt$ln=${Math.log2(N)},r=${r},p=${p}$${unpadded(salt)}$${unpadded(key)}`;
}

/** Whether the hash is of this password. Without a hash it takes as long and is false. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const stored = hash === null ? null : parse(hash);
  const { salt, key, cost } = stored ?? NOBODYS;
  return timingSafeEqual(await derive(password, salt, cost), key) && stored !== null;
}

type Cost = typeof COST;

const NOBODYS = { salt: new Uint8Array(16), key: new Uint8Array(KEY_BYTES), cost: COST };

/** Unicode has several spellings of one text; NFKC makes them one (NIST SP 800-63B). */
function derive(password: string, salt: Uint8Array, { N, r, p }: Cost): Promise<Uint8Array> {
  const options = { N, r, p, maxmem: 256 * N * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, options, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}

const FORMAT = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/]+)\$([\w+/]{43})$/;

function parse(hash: string): typeof NOBODYS | null {
  const [, ln, r, p, salt = "", key = ""] = FORMAT.exec(hash) ?? [];
  const cost = { N: 2 ** Number(ln), r: Number(r), p: Number(p) };
  if (!(cost.N <= MAX_COST.N && cost.r <= MAX_COST.r && cost.p <= MAX_COST.p)) return null;
  const [saltBytes, keyBytes] = [fromBase64Url(salt), fromBase64Url(key)];
  return saltBytes === null || keyBytes === null ? null : { salt: saltBytes, key: keyBytes, cost };
}

const unpadded = (bytes: Uint8Array): string => toBase64(bytes).replaceAll("=", "");
