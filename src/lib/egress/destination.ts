import { isPublicHost } from "./address.ts";
import { EgressError } from "./error.ts";

/** Whether the operator has opened a destination that is not public. */
export type AllowList = (url: URL) => boolean;

/**
 * Reads entries of the form `host` (any port) or `host:port` (that port only); a name stands for itself alone.
 * Throws a TypeError for anything else, wildcards included.
 */
export function parseAllowList(entries: readonly string[]): AllowList {
  const allowed = new Set(entries.map(canonicalEntry));
  return (url) => allowed.has(hostOf(url)) || allowed.has(`${hostOf(url)}:${portOf(url)}`);
}

/** Parses a URL; relative ones against `base`. Throws `invalid` without repeating the text, which may hold a secret. */
export function parseUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base);
  if (url === null) throw new EgressError("invalid", "The URL is not valid");
  return url;
}

/** Throws unless a request may go to this URL. The URL parser has already undone every odd spelling of the host. */
export function checkDestination(url: URL, allows: AllowList): void {
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new EgressError("blocked", `Only http and https are allowed, not ${url.protocol.slice(0, -1)}`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new EgressError("invalid", "The URL holds credentials; send them in a header");
  }
  if (BAD_PORTS.has(portOf(url))) throw new EgressError("blocked", `Port ${portOf(url)} is not allowed`);
  if (!isPublicHost(hostOf(url)) && !allows(url)) {
    throw new EgressError("blocked", `${url.host} is not on the public internet`);
  }
}

/** The same for a host and a port without a URL; the host in its one spelling, IPv6 without brackets. */
export function checkHost(
  host: string,
  port: number,
  allows: AllowList,
): { hostname: string; isOpened: boolean } {
  const bracketed = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  const url = /^[\w.[\]:-]+$/.test(bracketed) ? URL.parse(`http://${bracketed}:${port}/`) : null;
  if (url === null || url.pathname !== "/" || portOf(url) !== port) {
    throw new EgressError("invalid", "The host or port is not valid");
  }
  const isOpened = allows(url);
  if (!isPublicHost(hostOf(url)) && !isOpened) {
    throw new EgressError("blocked", `${url.host} is not on the public internet`);
  }
  return { hostname: hostOf(url).replace(/^\[(.*)\]$/, "$1"), isOpened };
}

const ENTRY = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?$/i;

function canonicalEntry(entry: string): string {
  const match = ENTRY.exec(entry);
  const url = URL.parse(`http://${entry}`);
  if (match === null || url === null) {
    throw new TypeError(`The egress allow list takes host or host:port, not "${entry}"`);
  }
  return match[2] === undefined ? hostOf(url) : `${hostOf(url)}:${portOf(url)}`;
}

/** Without the one trailing dot that only says "fully qualified". */
const hostOf = (url: URL): string => url.hostname.replace(/\.$/, "");

function portOf({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}

/** Fetch standard, "port blocking": services that a crafted HTTP request could be mistaken by. */
const BAD_PORTS: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);
