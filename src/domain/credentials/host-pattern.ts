/**
 * Reads `api.example.com`, `*.example.com` or `host:port` in its one spelling: lower case, no port that https has anyway.
 * Null for anything else, such as a wildcard that stands for a whole top-level domain.
 */
export function readHostPattern(text: string): string | null {
  const [, wildcard = "", rest = ""] = /^(\*\.)?([a-z0-9._[\]:-]+)$/i.exec(text.trim()) ?? [];
  const url = URL.parse(`https://${rest}`);
  if (url === null || url.pathname !== "/" || url.hostname === "") return null;
  if (wildcard !== "" && !url.hostname.includes(".")) return null;
  return `${wildcard}${url.host}`;
}

/** Whether a URL is on the host of a pattern. Without a port the pattern means those of http and https. */
export function isOnHost(pattern: string, { hostname, port, host }: URL): boolean {
  if (!pattern.startsWith("*.")) return pattern === host;
  const { hostname: below, port: wantedPort } = new URL(`https://${pattern.slice(2)}`);
  return hostname.endsWith(`.${below}`) && port === wantedPort;
}
