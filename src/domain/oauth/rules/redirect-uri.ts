const MAX_LENGTH = 2000;
const LOOPBACK_HOSTS = new Set(["127.0.0.1", "[::1]", "localhost"]);

/** What is wrong with a redirect URI that a client wants to register; null when nothing is. */
export function redirectUriFault(uri: string): string | null {
  if (uri.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  const url = URL.parse(uri);
  if (url === null) return "is not an absolute URL";
  if (uri.includes("*")) return "has a wildcard";
  if (uri.includes("#")) return "has a fragment";
  if (url.username !== "" || url.password !== "") return "has credentials";
  if (url.protocol !== "https:" && !(url.protocol === "http:" && LOOPBACK_HOSTS.has(url.hostname))) {
    return "is neither https nor http on a loopback host";
  }
  // Only the normal form: what a person reads on the consent page is where a browser goes.
  if (url.href !== uri && url.href !== `${uri}/`) return `is not in its normal form, ${url.href}`;
  return null;
}

/** Exact strings (RFC 9700 section 2.1); only on a loopback address does any port do (RFC 8252 section 7.3). */
export function isRegisteredRedirect(registered: readonly string[], uri: string): boolean {
  if (registered.includes(uri)) return true;
  const portless = withoutLoopbackPort(uri);
  return portless !== null && registered.some((known) => withoutLoopbackPort(known) === portless);
}

function withoutLoopbackPort(uri: string): string | null {
  const [, host, rest] = /^http:\/\/(127\.0\.0\.1|\[::1\])(?::\d{1,5})?((?:[/?].*)?)$/.exec(uri) ?? [];
  return host === undefined || redirectUriFault(uri) !== null ? null : `${host} ${rest}`;
}
