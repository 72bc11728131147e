import { randomBytes } from "node:crypto";
import type { Records } from "./records.ts";

/** The key that signs now, and the one that will sign after the next rotation. */
export interface KeyPair {
  current: string;
  next: string;
}

/** Signing keys, kept over restarts. */
export class SigningKeys {
  readonly #records: Records<KeyPair>;
  #pair: KeyPair;

  constructor(records: Records<KeyPair>, given: KeyPair | undefined) {
    this.#records = records;
    this.#pair = given ?? records.get("signing") ?? { current: newKey(), next: newKey() };
    records.set("signing", this.#pair);
  }

  get pair(): KeyPair {
    return this.#pair;
  }

  /** The next key becomes the current one. */
  rotate(): KeyPair {
    this.#pair = { current: this.#pair.next, next: newKey() };
    this.#records.set("signing", this.#pair);
    return this.#pair;
  }
}

function newKey(): string {
  return `sig_${randomBytes(21).toString("base64url")}`;
}
