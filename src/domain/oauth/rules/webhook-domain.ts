const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** What is wrong with a webhook domain that a client wants to register; null when nothing is. */
export function webhookDomainFault(domain: string): string | null {
  if (domain.length > 253) return "is longer than 253 characters";
  const isWildcard = domain.startsWith("*.");
  const labels = (isWildcard ? domain.slice(2) : domain).split(".");
  if (!labels.every((label) => LABEL.test(label))) {
    return "is not a host name in lower case, such as example.com or *.example.com";
  }
  if (isWildcard && labels.length < 2) return "covers a whole top-level domain";
  if (labels.length === 1 && domain !== "localhost") return "has no dot";
  return null;
}
