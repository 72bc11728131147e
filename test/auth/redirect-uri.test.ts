import { describe, expect, it } from "vitest";
import { isRegisteredRedirect, redirectUriFault } from "#domain/oauth/rules/redirect-uri.ts";

describe("a redirect URI to register", () => {
  it.each([
    "https://app.example/callback",
    "https://app.example",
    "https://app.example/callback?tenant=7",
    "https://app.example:8443/callback",
    "http://localhost:3000/callback",
    "http://127.0.0.1/callback",
    "http://[::1]:8080/callback",
  ])("may be %s", (uri) => expect(redirectUriFault(uri)).toBeNull());

  it.each([
    ["http://app.example/callback", "neither https nor http on a loopback host"],
    ["http://localhost.app.example/callback", "neither https nor http on a loopback host"],
    ["http://127.0.0.1.app.example/", "neither https nor http on a loopback host"],
    ["javascript:alert(1)", "neither https nor http on a loopback host"],
    ["data:text/html,x", "neither https nor http on a loopback host"],
    ["com.example.app:/callback", "neither https nor http on a loopback host"],
    ["https://app.example/callback#top", "has a fragment"],
    ["https://app.example/callback#", "has a fragment"],
    ["https://*.app.example/callback", "has a wildcard"],
    ["https://app.example/*", "has a wildcard"],
    ["https://user@app.example/callback", "has credentials"],
    ["https://app.example:secret@evil.example/", "has credentials"],
    ["/callback", "is not an absolute URL"],
    ["app.example/callback", "is not an absolute URL"],
    ["", "is not an absolute URL"],
    ["https://App.example/callback", "its normal form"],
    ["https://app.example:443/callback", "its normal form"],
    ["https://app.example/a/../callback", "its normal form"],
    ["https://app.example/%2e%2e/callback", "its normal form"],
    ["https:\\\\app.example\\callback", "its normal form"],
    [" https://app.example/callback", "its normal form"],
    ["https://app.example/call\nback", "its normal form"],
    ["https://аpp.example/callback", "its normal form"],
    ["https:app.example/callback", "its normal form"],
    [`https://app.example/${"a".repeat(2000)}`, "is longer than"],
  ])("may not be %s", (uri, fault) => expect(redirectUriFault(uri)).toContain(fault));
});

describe("a redirect URI of a request", () => {
  const registered = [
    "https://app.example/callback",
    "https://app.example/q?a=1",
    "http://127.0.0.1:7000/cb",
  ];

  it.each(registered)("may be %s, as it is registered", (uri) =>
    expect(isRegisteredRedirect(registered, uri)).toBe(true),
  );

  it.each(["http://127.0.0.1:1/cb", "http://127.0.0.1:65535/cb", "http://127.0.0.1/cb"])(
    "may be %s: on a loopback address any port does",
    (uri) => expect(isRegisteredRedirect(registered, uri)).toBe(true),
  );

  it.each([
    "https://app.example/callback/",
    "https://app.example/callback/../callback",
    "https://app.example/Callback",
    "https://app.example/callback?",
    "https://app.example/callback?x=1",
    "https://app.example/callback#",
    "https://app.example/callback%20",
    "https://app.example/callback%2f",
    "https://app.example/callbac%6b",
    "https://app.example//callback",
    "https://app.example:443/callback",
    "https://app.example:8443/callback",
    "https://app.example./callback",
    "https://APP.example/callback",
    "https://app.example.evil.example/callback",
    "https://evil.example/app.example/callback",
    "https://evil.example/?https://app.example/callback",
    "https://app.example@evil.example/callback",
    "https://app.example%2eevil.example/callback",
    "https://app.example\\@evil.example/callback",
    "https://аpp.example/callback",
    "https:/app.example/callback",
    "https:///app.example/callback",
    "//app.example/callback",
    "http://app.example/callback",
    "HTTPS://app.example/callback",
    "\thttps://app.example/callback",
    "https://app.example/callback\u0000",
    "https://app.example/q?a=1&b=2",
    "https://app.example/q?A=1",
    "http://127.0.0.1:99999/cb",
    "http://127.0.0.1:/cb",
    "http://127.0.0.1:7000@evil.example/cb",
    "http://127.0.0.1:7000.evil.example/cb",
    "http://127.0.0.1.evil.example/cb",
    "http://127.1:7000/cb",
    "http://2130706433:7000/cb",
    "http://0x7f.0.0.1:7000/cb",
    "http://localhost:7000/cb",
    "http://[::1]:7000/cb",
    "https://127.0.0.1:7000/cb",
    "http://127.0.0.1:7000/cb/",
    "http://127.0.0.1:7000/../cb",
    "",
  ])("may not be the look-alike %j", (uri) => expect(isRegisteredRedirect(registered, uri)).toBe(false));
});
