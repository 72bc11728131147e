import { describe, expect, it } from "vitest";
import { hasOwnScheme, isRegisteredRedirect, redirectUriFault } from "#domain/oauth/rules/redirect-uri.ts";

describe("a redirect URI to register", () => {
  it.each([
    "https://app.example/callback",
    "https://app.example",
    "https://app.example/callback?tenant=7",
    "https://app.example:8443/callback",
    "http://localhost:3000/callback",
    "http://127.0.0.1/callback",
    "http://[::1]:8080/callback",
  ])("may be %s", (uri) => {
    expect(redirectUriFault(uri, "confidential")).toBeNull();
    expect(redirectUriFault(uri, "public")).toBeNull();
    expect(hasOwnScheme(uri)).toBe(false);
  });

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
  ])("may not be %s", (uri, fault) => {
    expect(redirectUriFault(uri, "confidential")).toContain(fault);
    if (!uri.startsWith("com.example.app:")) expect(redirectUriFault(uri, "public")).toContain(fault);
  });
});

describe("a redirect URI of an app on a device", () => {
  it.each([
    "cursor://anysphere.cursor-mcp/oauth/callback",
    "vscode://vscode.github-authentication/did-authenticate?windowId=1",
    "com.example.app:/callback",
    "com.example.app://callback",
    "com.example.app:/",
    "msauth.com.example.app://auth/path",
    "claude+desktop-2.0://cb",
  ])("may be %s, of a public client alone", (uri) => {
    expect(redirectUriFault(uri, "public")).toBeNull();
    expect(redirectUriFault(uri, "confidential")).toContain("neither https nor http on a loopback host");
    expect(hasOwnScheme(uri)).toBe(true);
    expect(isRegisteredRedirect([uri], uri)).toBe(true);
  });

  it.each([
    "javascript:alert(1)",
    "javascript:/alert(1)",
    "javascript://callback/%0aalert(1)",
    "JavaScript://callback/%0aalert(1)",
    "java\tscript://callback/%0aalert(1)",
    "vbscript://callback",
    "livescript://callback",
    "data:text/html,x",
    "data://text/html,x",
    "blob:https://app.example/1",
    "blob://app.example/1",
    "filesystem:https://app.example/temporary/x",
    "file:///etc/passwd",
    "file://host/share",
    "about:blank",
    "about://blank",
    "view-source:https://app.example/",
    "view-source://app.example/",
    "chrome://settings/",
    "chrome-extension://abcdef/page.html",
    "moz-extension://abcdef/page.html",
    "safari-web-extension://abcdef/page.html",
    "edge://settings/",
    "devtools://devtools/",
    "jar:https://app.example/x.jar!/",
    "resource://gre/",
    "http://app.example/callback",
    "http://169.254.169.254/callback",
    "ws://app.example/",
    "wss://app.example/",
    "ftp://app.example/",
    "sftp://app.example/",
    "mailto:ada@app.example",
    "mailto://app.example",
    "tel:112",
    "sms:/112",
    "intent://app.example/#Intent;end",
    "intent://app.example/",
    "android-app://com.example.app/",
    "itms-services://app.example/",
    "ms-msdt:/id",
    "ms-settings://network/",
    "search-ms:/query",
    "shell:/startup",
    "ldap://app.example/",
    "ssh://app.example/",
    "smb://app.example/share",
    "x-apple.systempreferences:/security",
    "web+app://callback",
    "ext+app://callback",
    "urn:ietf:wg:oauth:2.0:oob",
    "c:/windows/system32",
    "com.example.app:callback",
    "com.example.app:",
    "com.example.app:/call back",
    "com.example.app:/callback#x",
    "com.example.app:/*",
    "com.example.app://user:secret@callback",
    'com.example.app:/a"b',
    "com.example.app:/a\\b",
    "com.example.app:/caf\u00e9",
    "com.example.app:/<b>",
    "com.example.app:/a/../b",
    "Com.Example.App:/callback",
    "com.example.app :/callback",
    "com_example_app:/callback",
    " cursor://callback",
    "cursor",
    "//cursor/callback",
  ])("may not be %j", (uri) => {
    expect(redirectUriFault(uri, "public")).not.toBeNull();
  });

  it.each([
    "cursor://callback/",
    "cursor://Callback",
    "Cursor://callback",
    "cursor:/callback",
    "cursor:///callback",
    "cursor://callback?x=1",
    "cursor://callback:1",
    "cursors://callback",
    "https://callback",
  ])("is compared to the letter: not %s", (uri) => {
    expect(isRegisteredRedirect(["cursor://callback"], uri)).toBe(false);
  });
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
