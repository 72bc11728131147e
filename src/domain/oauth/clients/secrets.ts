import { toBase64 } from "#lib/base64.ts";
import { randomToken, sha256Hex } from "#lib/crypto.ts";

export interface NewSecret {
  secret: string;
  /** What is stored of it: hex SHA-256. */
  hash: string;
}

/** `secret_` and 256 random bits. */
export async function newClientSecret(): Promise<NewSecret> {
  const secret = `secret_${randomToken(32)}`;
  return { secret, hash: await sha256Hex(secret) };
}

export const newClientId = (): string => `app_${randomToken(18)}`;

/** As Standard Webhooks writes secrets: `whsec_` and the base64 of 256 random bits. */
export const newWebhookSecret = (): string => `whsec_${toBase64(crypto.getRandomValues(new Uint8Array(32)))}`;
