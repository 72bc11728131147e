import ipaddr from "ipaddr.js";

/**
 * Whether a host, spelled as the WHATWG URL parser serializes it, is on the public internet: a globally reachable
 * unicast address (IANA special-purpose registries), or a name below a public top-level domain.
 */
export function isPublicHost(host: string): boolean {
  const bare = host.startsWith("[") ? host.slice(1, -1) : host;
  return ipaddr.isValid(bare) ? isPublicAddress(ipaddr.parse(bare)) : isPublicName(host);
}

/** Azure's host agent: metadata and credentials on an address outside every reserved range. */
const AZURE_HOST_AGENT = "168.63.129.16";

/** RFC 4291 section 2.4: the only part of IPv6 that is routed; all IPv4-compatible and NAT64 prefixes are outside. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");

function isPublicAddress(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (address.range() !== "unicast") return false;
  if (address instanceof ipaddr.IPv4) return address.toString() !== AZURE_HOST_AGENT;
  return address.match(GLOBAL_UNICAST) && !isIsatap(address);
}

/** RFC 5214 section 6.1: an interface identifier `[02]00:5efe` carries an IPv4 address under any prefix. */
function isIsatap({ parts }: ipaddr.IPv6): boolean {
  return ((parts[4] ?? 0) & 0xfdff) === 0 && parts[5] === 0x5efe;
}

const NOT_PUBLIC = [
  // RFC 6761, 6762, 7686, 8375, and names that ICANN keeps out of the root because private networks use them.
  "localhost",
  "local",
  "localdomain",
  "internal",
  "intranet",
  "private",
  "corp",
  "home",
  "home.arpa",
  "lan",
  "test",
  "invalid",
  "onion",
  // Metadata services that answer to a name below a public domain.
  "metadata.goog",
  "metadata.tencentyun.com",
];

function isPublicName(name: string): boolean {
  const labels = name.split(".");
  if (labels.length < 2 || labels.includes("")) return false;
  return !NOT_PUBLIC.some((suffix) => `.${name}`.endsWith(`.${suffix}`));
}
