import { createHmac, hash, randomUUID } from "node:crypto";

const LIFETIME_SECONDS = 300;
const JOSE_HEADER = Buffer.from(JSON.stringify({ alg: "HS256", typ: "JWT" })).toString("base64url");

/** The `Upstash-Signature` of one request: a JWT (RFC 7519, HS256) over its URL and the SHA-256 of its body. */
export function sign(request: { url: string; body: Uint8Array }, key: string, now: number): string {
  const issuedAt = Math.floor(now / 1000);
  const claims = {
    iss: "Upstash",
    sub: request.url,
    exp: issuedAt + LIFETIME_SECONDS,
    nbf: issuedAt,
    iat: issuedAt,
    jti: `jwt_${randomUUID().replaceAll("-", "")}`,
    body: bodyHash(request.body),
  };
  const signed = `${JOSE_HEADER}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}`;
  return `${signed}.${createHmac("sha256", key).update(signed).digest("base64url")}`;
}

// QStash pads this claim with "=", which base64url in Node leaves out.
function bodyHash(body: Uint8Array): string {
  return `${hash("sha256", body, "base64url")}=`;
}
