// Envelope encryption: every text has an AES-256-GCM key of its own, which a key-encryption key of the deployment
// wraps. A new key-encryption key only wraps the small keys again; the texts stay as they are.
//
//   v1 . <id of the key-encryption key> . <iv, wrapped data key> . <iv, text>      each base64url

import { fromBase64Url, toBase64Url } from "./base64.ts";

/** Key-encryption keys by id. What is sealed from now on is sealed with `current`. */
export interface Keyring {
  readonly current: string;
  readonly keys: ReadonlyMap<string, Bytes>;
}

/** Where a sealed text belongs: table, row, user, field. Moved anywhere else it cannot be opened. */
export type Place = readonly [table: string, row: string, user: string, field: string];

type Bytes = Uint8Array<ArrayBuffer>;

const VERSION = "v1";
const KEY_BYTES = 32;
const IV_BYTES = 12;
const utf8 = (text: string): Bytes => new Uint8Array(new TextEncoder().encode(text));

/** Reads `id:key` pairs, comma-separated, keys as base64(url) of 32 bytes. Throws a TypeError that repeats no key. */
export function parseKeyring(text: string): Keyring {
  const entries = text.split(",").map((entry) => {
    const [, id, key] = /^\s*([A-Za-z0-9_-]{1,40}):([A-Za-z0-9+/_=-]+)\s*$/.exec(entry) ?? [];
    const bytes = key === undefined ? null : fromBase64Url(key);
    if (id === undefined || bytes?.length !== KEY_BYTES) {
      throw new TypeError("is not a list of id:key with keys of 32 bytes in base64");
    }
    return [id, bytes] as const;
  });
  const [first] = entries;
  const keys = new Map(entries);
  if (first === undefined || keys.size !== entries.length) throw new TypeError("names a key id twice");
  return { current: first[0], keys };
}

export async function seal({ current, keys }: Keyring, place: Place, text: string): Promise<string> {
  const dataKey = crypto.getRandomValues(new Uint8Array(KEY_BYTES));
  const wrapped = await encrypt(known(keys, current), dataKey, wrapping(current, place));
  const sealed = await encrypt(dataKey, utf8(text), content(place));
  return [VERSION, current, toBase64Url(wrapped), toBase64Url(sealed)].join(".");
}

/** Throws when the text was changed, belongs elsewhere, or its key is not in the ring any more. */
export async function open(keyring: Keyring, place: Place, sealed: string): Promise<string> {
  const { dataKey, body } = await unwrap(keyring, place, sealed);
  return new TextDecoder().decode(await decrypt(dataKey, bytesOf(body), content(place)));
}

/** The same with its data key wrapped by the current key; unchanged when it is already. */
export async function rewrap(keyring: Keyring, place: Place, sealed: string): Promise<string> {
  const { keyId, dataKey, body } = await unwrap(keyring, place, sealed);
  const { current, keys } = keyring;
  if (keyId === current) return sealed;
  const wrapped = await encrypt(known(keys, current), dataKey, wrapping(current, place));
  return [VERSION, current, toBase64Url(wrapped), body].join(".");
}

async function unwrap({ keys }: Keyring, place: Place, sealed: string) {
  const [version, keyId = "", wrapped = "", body = "", ...rest] = sealed.split(".");
  if (version !== VERSION || rest.length > 0) throw new Error("The sealed text has an unknown form");
  const dataKey = await decrypt(known(keys, keyId), bytesOf(wrapped), wrapping(keyId, place));
  return { keyId, dataKey, body };
}

function known(keys: Keyring["keys"], id: string): Bytes {
  const key = keys.get(id);
  if (key === undefined) throw new Error(`There is no key-encryption key ${id}`);
  return key;
}

const wrapping = (keyId: string, place: Place) => utf8(JSON.stringify([VERSION, "key", keyId, ...place]));

const content = (place: Place) => utf8(JSON.stringify([VERSION, "text", ...place]));

async function encrypt(key: Bytes, plain: Bytes, additionalData: Bytes): Promise<Bytes> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const algorithm = { name: "AES-GCM", iv, additionalData };
  const encrypted = await crypto.subtle.encrypt(algorithm, await importKey(key, "encrypt"), plain);
  const joined = new Uint8Array(IV_BYTES + encrypted.byteLength);
  joined.set(iv);
  joined.set(new Uint8Array(encrypted), IV_BYTES);
  return joined;
}

async function decrypt(key: Bytes, joined: Bytes, additionalData: Bytes): Promise<Bytes> {
  const algorithm = { name: "AES-GCM", iv: joined.slice(0, IV_BYTES), additionalData };
  const imported = await importKey(key, "decrypt");
  return new Uint8Array(await crypto.subtle.decrypt(algorithm, imported, joined.slice(IV_BYTES)));
}

const importKey = (key: Bytes, use: "encrypt" | "decrypt") =>
  crypto.subtle.importKey("raw", key, "AES-GCM", false, [use]);

function bytesOf(text: string): Bytes {
  const bytes = fromBase64Url(text);
  if (bytes === null) throw new Error("The sealed text has an unknown form");
  return bytes;
}
