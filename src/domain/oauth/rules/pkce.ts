import { sha256Base64Url } from "#lib/crypto.ts";

/** An S256 challenge is the base64url of 32 bytes (RFC 7636 section 4.2). */
export const isS256Challenge = (challenge: string): boolean => /^[\w-]{43}$/.test(challenge);

/** RFC 7636 sections 4.1 and 4.6. */
export async function verifies(verifier: string, challenge: string): Promise<boolean> {
  return /^[\w.~-]{43,128}$/.test(verifier) && (await sha256Base64Url(verifier)) === challenge;
}
