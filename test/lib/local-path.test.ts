import { expect, it } from "vitest";
import { localPath } from "#lib/local-path.ts";

it.each([
  "/",
  "/account",
  "/account/",
  "/oauth/authorize?client_id=app_1&redirect_uri=https%3A%2F%2Fx.example%2Fcb&state=a%20b#top",
  "/a?next=//b",
  "/a%20b",
])("%s is a place here", (text) => {
  expect(localPath(text)).toBe(text);
});

it("does not lead above the root", () => {
  expect(localPath("/a/../../b")).toBe("/b");
});

it.each([
  "//evil.example",
  "///evil.example",
  "/\\evil.example",
  "\\/evil.example",
  "\\\\evil.example",
  "/\t/evil.example",
  "/\n/evil.example",
  "\t//evil.example",
  " //evil.example",
  "https://evil.example",
  "https:evil.example",
  "https:/evil.example",
  "HTTPS://evil.example",
  "javascript:alert(1)",
  "data:text/html,x",
  "evil.example",
  "@evil.example",
  "/%2Fevil.example",
  "/%2f%2fevil.example",
  "%2F%2Fevil.example",
  "/%5Cevil.example",
  "/%5cevil.example",
  "/%252Fevil.example",
  "/%09/evil.example",
  "/%0D%0ALocation:%20https://evil.example",
  "/a\r\nSet-Cookie: session=x",
  "/\u0000/evil.example",
  "/%",
  "",
  "/..//evil.example",
  "/a/..//evil.example",
  "/.//evil.example",
  "/%2e%2e//evil.example",
  "/a\r\nSet-Cookie: session=x?y",
  `/${"a".repeat(5000)}`,
  null,
  undefined,
])("%j is none", (text) => {
  expect(localPath(text)).toBeNull();
});
