export interface Endpoint {
  name?: string | undefined;
  url: string;
}

/** Names endpoints by either. */
export interface EndpointMatch {
  name?: string | undefined;
  url?: string | undefined;
}

/** A name that stands for several destinations. */
export interface UrlGroup {
  name: string;
  createdAt: number;
  updatedAt: number;
  endpoints: Endpoint[];
}

/** The group with these endpoints added; one of the same name or URL is replaced. */
export function withEndpoints(group: UrlGroup, added: Endpoint[], now: number): UrlGroup {
  return { ...group, updatedAt: now, endpoints: [...withoutThem(group.endpoints, added), ...added] };
}

/** The group without the endpoints of these names or URLs. */
export function withoutEndpoints(group: UrlGroup, removed: EndpointMatch[], now: number): UrlGroup {
  return { ...group, updatedAt: now, endpoints: withoutThem(group.endpoints, removed) };
}

function withoutThem(endpoints: Endpoint[], others: EndpointMatch[]): Endpoint[] {
  return endpoints.filter(
    ({ name, url }) =>
      !others.some((other) => other.url === url || (name !== undefined && other.name === name)),
  );
}
