import { expect, it } from "vitest";
import { hashPassword, isPassword } from "#lib/password.ts";

it("knows the password of a hash, and no other", async () => {
  const hash = await hashPassword("correct horse");
  expect(hash).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(await isPassword("correct horse", hash)).toBe(true);
  expect(await isPassword("correct horse ", hash)).toBe(false);
  expect(await hashPassword("correct horse")).not.toBe(hash);
});

/** RFC 7914 section 12, its second vector, of which the format keeps the first 32 bytes. */
it("computes scrypt, at whatever cost a hash says", async () => {
  const hash = "$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWI";
  expect(await isPassword("password", hash)).toBe(true);
});

it.each([
  ["nothing", null],
  ["an empty text", ""],
  ["another scheme", "$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"],
  ["a cost beyond all means", "$scrypt$ln=30,r=8,p=1$TmFDbA$/bq+HJ00cgB4VucZDQHp/nxq18vII3gw53N2Y0s3MWI"],
  ["a key that is too short", "$scrypt$ln=10,r=8,p=16$TmFDbA$/bq+HJ00cgB4VucZDQHp"],
])("refuses a hash that is %s, even for a password of zeros", async (_what, hash) => {
  expect(await isPassword("password", hash)).toBe(false);
  expect(await isPassword("\0".repeat(32), hash)).toBe(false);
});
