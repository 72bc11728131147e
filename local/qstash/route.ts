import type { Broker } from "./broker.ts";
import type { HeaderMap } from "./options.ts";

export interface ApiRequest {
  /** Captured by the route's pattern, decoded. */
  params: string[];
  query: URLSearchParams;
  headers: HeaderMap;
  body: Buffer;
  callerIp: string;
  /** The rest of the URL as sent, query included, for routes whose path ends in a destination. */
  destination: string;
}

export interface Reply {
  status: number;
  body?: object;
}

/** Whatever a handler wrote is committed when it answers. */
export interface Route {
  method: string;
  pattern: RegExp;
  handle: (broker: Broker, request: ApiRequest) => Reply | Promise<Reply>;
}

export const ok = (body?: object): Reply => (body === undefined ? { status: 200 } : { status: 200, body });
