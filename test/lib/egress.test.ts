import { describe, expect, it } from "vitest";
import { makeEgress } from "#lib/egress/egress.ts";
import { EgressError } from "#lib/egress/error.ts";
import { scriptedFetch } from "./scripted-fetch.ts";

/** The URLs that a request to `url` reached, or the reason why none was. */
async function outcome(url: string, allow: readonly string[] = []): Promise<string> {
  const { fetch, sent } = scriptedFetch();
  try {
    await makeEgress({ allow, fetch })(url);
    return sent.map((request) => request.url).join(" ");
  } catch (error) {
    if (!(error instanceof EgressError) || sent.length > 0) throw error;
    return error.reason;
  }
}

describe("a destination that is not public", () => {
  it.each([
    ["loopback", "http://127.0.0.1/"],
    ["loopback, not the first", "http://127.255.255.254/"],
    ["loopback with a port", "https://127.0.0.1:8443/"],
    ["loopback in decimal", "http://2130706433/"],
    ["loopback in octal", "http://0177.0.0.1/"],
    ["loopback in long octal", "http://017700000001/"],
    ["loopback in padded octal", "http://0000000177.0.0.01/"],
    ["loopback in hexadecimal", "http://0x7f000001/"],
    ["loopback in capital hexadecimal", "http://0X7F.0X0.0X0.0X1/"],
    ["loopback in two parts", "http://127.1/"],
    ["loopback in three parts", "http://127.0.1/"],
    ["loopback in mixed parts", "http://0x7f.1/"],
    ["loopback with a trailing dot", "http://127.0.0.1./"],
    ["loopback in full-width digits", "http://１２７.０.０.１/"],
    ["loopback in circled digits", "http://①②⑦.⓪.⓪.①/"],
    ["loopback with ideographic full stops", "http://127。0。0。1/"],
    ["loopback with percent-encoded digits", "http://%31%32%37.0.0.1/"],
    ["loopback with percent-encoded dots", "http://127%2e0%2e0%2e1/"],
    ["loopback behind a backslash", "http:\\\\127.0.0.1\\@example.com/"],
    ["loopback without slashes", "http:127.0.0.1"],
    ["loopback with one slash", "http:/127.0.0.1/"],
    ["loopback with a tab inside", "http://127.0.\t0.1/"],
    ["loopback with a line break inside", "http://127.0.\r\n0.1/"],
    ["loopback after spaces", "  http://127.0.0.1/ "],
    ["loopback in capitals and a fragment", "HTTP://127.0.0.1#@example.com"],
    ["unspecified", "http://0.0.0.0/"],
    ["unspecified in short", "http://0/"],
    ["this network", "http://0.1.2.3/"],
    ["private 10", "http://10.0.0.1/"],
    ["private 172.16", "http://172.16.0.1/"],
    ["private 172.31", "http://172.31.255.255/"],
    ["private 192.168", "http://192.168.1.1/"],
    ["link-local", "http://169.254.1.1/"],
    ["metadata", "http://169.254.169.254/latest/meta-data/"],
    ["metadata in decimal", "http://2852039166/"],
    ["metadata in hexadecimal", "http://0xa9fea9fe/"],
    ["metadata of containers", "http://169.254.170.2/v2/credentials"],
    ["metadata of Alibaba", "http://100.100.100.200/"],
    ["metadata of Azure", "http://168.63.129.16/"],
    ["metadata of Oracle", "http://192.0.0.192/"],
    ["carrier-grade NAT", "http://100.64.0.1/"],
    ["carrier-grade NAT, the end", "http://100.127.255.255/"],
    ["protocol assignments", "http://192.0.0.8/"],
    ["documentation 1", "http://192.0.2.1/"],
    ["documentation 2", "http://198.51.100.1/"],
    ["documentation 3", "http://203.0.113.1/"],
    ["benchmarking", "http://198.18.0.1/"],
    ["benchmarking, the end", "http://198.19.255.255/"],
    ["6to4 relay", "http://192.88.99.1/"],
    ["multicast", "http://224.0.0.1/"],
    ["reserved", "http://240.0.0.1/"],
    ["broadcast", "http://255.255.255.255/"],
    ["IPv6 loopback", "http://[::1]/"],
    ["IPv6 loopback in full", "http://[0000:0000:0000:0000:0000:0000:0000:0001]/"],
    ["IPv6 unspecified", "http://[::]/"],
    ["IPv4-mapped loopback", "http://[::ffff:127.0.0.1]/"],
    ["IPv4-mapped loopback in hexadecimal", "http://[::ffff:7f00:1]/"],
    ["IPv4-mapped loopback in full", "http://[0:0:0:0:0:FFFF:7F00:0001]/"],
    ["IPv4-mapped public", "http://[::ffff:8.8.8.8]/"],
    ["IPv4-compatible loopback", "http://[::127.0.0.1]/"],
    ["IPv4-compatible metadata", "http://[::a9fe:a9fe]/"],
    ["IPv4-translated metadata", "http://[::ffff:0:169.254.169.254]/"],
    ["NAT64 metadata", "http://[64:ff9b::169.254.169.254]/"],
    ["NAT64 of a local prefix", "http://[64:ff9b:1::a9fe:a9fe]/"],
    ["6to4 loopback", "http://[2002:7f00:1::]/"],
    ["Teredo", "http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/"],
    ["ISATAP loopback under a public prefix", "http://[2606:4700::5efe:127.0.0.1]/"],
    ["ISATAP with the universal bit", "http://[2606:4700::200:5efe:7f00:1]/"],
    ["IPv6 link-local", "http://[fe80::1]/"],
    ["IPv6 site-local", "http://[fec0::1]/"],
    ["IPv6 unique local", "http://[fd12:3456:789a::1]/"],
    ["IPv6 metadata", "http://[fd00:ec2::254]/"],
    ["IPv6 documentation", "http://[2001:db8::1]/"],
    ["IPv6 documentation of 2024", "http://[3fff::1]/"],
    ["IPv6 benchmarking", "http://[2001:2::1]/"],
    ["IPv6 ORCHID", "http://[2001:20::1]/"],
    ["IPv6 discard", "http://[100::1]/"],
    ["IPv6 segment routing", "http://[5f00::1]/"],
    ["IPv6 multicast", "http://[ff02::1]/"],
    ["IPv6 unassigned", "http://[4000::1]/"],
    ["localhost", "http://localhost/"],
    ["localhost in capitals with a dot", "http://LOCALHOST./"],
    ["localhost in circled letters", "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/"],
    ["localhost with a soft hyphen", "http://local\u00adhost/"],
    ["below localhost", "http://app.localhost/"],
    ["below local", "http://printer.local/"],
    ["below internal", "http://metadata.google.internal/computeMetadata/v1/"],
    ["below internal with a dot", "http://metadata.google.internal./"],
    ["metadata of Google in short", "http://metadata.goog/"],
    ["metadata of Tencent", "http://metadata.tencentyun.com/"],
    ["below home.arpa", "http://nas.home.arpa/"],
    ["home.arpa itself", "http://home.arpa/"],
    ["below lan", "http://nas.lan/"],
    ["below test", "http://shop.test/"],
    ["one label", "http://metadata/"],
    ["one label with a dot", "http://kubernetes./"],
    ["two trailing dots", "http://127.0.0.1../"],
    ["an empty label", "http://example..com/"],
    ["a dot", "http://./"],
  ])("is blocked: %s", async (_what, url) => {
    expect(await outcome(url)).toBe("blocked");
  });
});

describe("a URL that no request may have", () => {
  it.each([
    ["another scheme", "ftp://example.com/", "blocked"],
    ["a file", "file:///etc/passwd", "blocked"],
    ["data", "data:text/plain,hi", "blocked"],
    ["a script", "javascript:alert(1)", "blocked"],
    ["gopher", "gopher://example.com:70/_x", "blocked"],
    ["a socket", "ws://example.com/", "blocked"],
    ["SMTP", "http://example.com:25/", "blocked"],
    ["SMTPS", "https://example.com:465/", "blocked"],
    ["submission", "http://example.com:587/", "blocked"],
    ["SSH", "http://example.com:22/", "blocked"],
    ["IRC", "http://example.com:6667/", "blocked"],
    ["port 0", "http://example.com:0/", "blocked"],
    ["a user", "https://user@example.com/", "invalid"],
    ["a user and a password", "https://user:secret@example.com/", "invalid"],
    ["a public name before a private one", "https://example.com@127.0.0.1/", "invalid"],
    ["nothing", "", "invalid"],
    ["no scheme", "example.com/x", "invalid"],
    ["no host", "http://", "invalid"],
    ["a port too large", "http://example.com:65536/", "invalid"],
    ["a zone id", "http://[fe80::1%25eth0]/", "invalid"],
    ["a bare zone id", "http://[fe80::1%eth0]/", "invalid"],
    ["IPv6 without brackets", "http://::1/", "invalid"],
    ["five parts", "http://127.0.0.1.5/", "invalid"],
    ["a part too large", "http://127.0.0.256/", "invalid"],
    ["a number too large", "http://4294967296/", "invalid"],
    ["an octal digit of eight", "http://0178.0.0.1/", "invalid"],
    ["a NUL in the host", "http://127.0.0.1\0.example.com/", "invalid"],
    ["a percent-encoded slash in the host", "http://127.0.0.1%2f.example.com/", "invalid"],
    ["a space in the host", "http://exa mple.com/", "invalid"],
  ])("is refused: %s", async (_what, url, reason) => {
    expect(await outcome(url)).toBe(reason);
  });

  it.each([
    "https://user:s3cret@example.com/",
    "not a url s3cret",
    "http://10.0.0.1/s3cret?key=s3cret#s3cret",
  ])("does not put its secret into the message: %s", async (url) => {
    const egress = makeEgress({ allow: [], fetch: scriptedFetch().fetch });
    await expect(egress(url)).rejects.toThrow(/^(?!.*s3cret)/);
  });
});

describe("a public destination", () => {
  it.each([
    ["https://example.com/", "https://example.com/"],
    ["http://example.com", "http://example.com/"],
    ["HTTPS://EXAMPLE.COM/Path?q=1#part", "https://example.com/Path?q=1#part"],
    ["https://example.com./", "https://example.com./"],
    ["https://example.com:8443/x", "https://example.com:8443/x"],
    ["http://example.com:8080/", "http://example.com:8080/"],
    ["http://example.com:443/", "http://example.com:443/"],
    ["https://a.b.c.example.co.uk/", "https://a.b.c.example.co.uk/"],
    ["https://1.example.com/", "https://1.example.com/"],
    ["https://127.0.0.1.example.com/", "https://127.0.0.1.example.com/"],
    ["https://localhost.example.com/", "https://localhost.example.com/"],
    ["https://internal.example.com/", "https://internal.example.com/"],
    ["https://mylocal.dev/", "https://mylocal.dev/"],
    ["https://notlocalhost.com/", "https://notlocalhost.com/"],
    ["https://münchen.de/", "https://xn--mnchen-3ya.de/"],
    ["https://例え.テスト/", "https://xn--r8jz45g.xn--zckzah/"],
    ["https://under_score.example.com/", "https://under_score.example.com/"],
    ["https://hooks.slack.com/services/T0/B0/x?a=b@c", "https://hooks.slack.com/services/T0/B0/x?a=b@c"],
    ["https://example.com/?next=http://127.0.0.1/", "https://example.com/?next=http://127.0.0.1/"],
    ["http://1.1.1.1/", "http://1.1.1.1/"],
    ["http://134744072/", "http://8.8.8.8/"],
    ["http://100.63.255.255/", "http://100.63.255.255/"],
    ["http://100.128.0.0/", "http://100.128.0.0/"],
    ["http://172.15.255.255/", "http://172.15.255.255/"],
    ["http://172.32.0.0/", "http://172.32.0.0/"],
    ["http://223.255.255.255/", "http://223.255.255.255/"],
    ["https://[2606:4700:4700::1111]/", "https://[2606:4700:4700::1111]/"],
    ["https://[2001:4860:4860:0:0:0:0:8888]:8443/", "https://[2001:4860:4860::8888]:8443/"],
  ])("is reached: %s", async (url, reached) => {
    expect(await outcome(url)).toBe(reached);
  });
});

describe("the allow list", () => {
  it.each([
    ["127.0.0.1", "http://127.0.0.1:3000/", true],
    ["127.0.0.1", "http://0x7f.1/", true],
    ["127.0.0.1:3000", "http://127.0.0.1:3000/", true],
    ["127.0.0.1:3000", "https://127.0.0.1:3000/", true],
    ["127.0.0.1:80", "http://127.0.0.1/", true],
    ["localhost:443", "https://localhost/", true],
    ["LOCALHOST", "http://localhost./", true],
    ["[::1]:3000", "http://[0:0:0:0:0:0:0:1]:3000/", true],
    ["db", "http://db:5984/", true],
    ["127.0.0.1:3000", "http://127.0.0.1:3001/", false],
    ["127.0.0.1:3000", "http://127.0.0.1/", false],
    ["127.0.0.1:80", "https://127.0.0.1/", false],
    ["127.0.0.1", "http://127.0.0.2/", false],
    ["127.0.0.1", "http://localhost/", false],
    ["127.0.0.1", "http://[::1]/", false],
    ["127.0.0.1", "http://[::ffff:127.0.0.1]/", false],
    ["localhost", "http://127.0.0.1/", false],
    ["localhost", "http://app.localhost/", false],
    ["127.0.0.1:25", "http://127.0.0.1:25/", false],
    ["127.0.0.1", "http://user@127.0.0.1/", false],
  ])("with %s decides %s: %s", async (entry, url, reaches) => {
    expect(await outcome(url, [entry])).toMatch(reaches ? /^https?:/ : /^(blocked|invalid)$/);
  });

  it.each([
    "",
    "*",
    "*.example.com",
    "http://localhost",
    "localhost/",
    "a@b",
    "::1",
    "localhost:",
    "localhost:99999",
  ])("takes no entry such as %j", (entry) => {
    expect(() => makeEgress({ allow: [entry], fetch })).toThrow(TypeError);
  });
});
