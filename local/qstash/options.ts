import { badRequest } from "./api-error.ts";
import { parseDuration } from "./duration.ts";
import type { CallbackTarget, Delivery, FlowControl, Header } from "./message.ts";
import { evaluateRetryDelay } from "./retry-delay.ts";

/** Header values by lower-case name. */
export type HeaderMap = ReadonlyMap<string, string>;

export interface PublishOptions {
  delivery: Delivery;
  notBefore?: number | undefined;
  callback?: CallbackTarget | undefined;
  failureCallback?: CallbackTarget | undefined;
  labels?: string[] | undefined;
  redact?: string[] | undefined;
  flow?: FlowControl | undefined;
  deduplicationId?: string | undefined;
  contentBasedDeduplication: boolean;
}

const METHODS = new Set(["GET", "POST", "PUT", "PATCH", "DELETE"]);
const FLOW_CONTROL_LIMITS = new Set(["parallelism", "rate", "period"]);
// Belong to one connection (RFC 9110 section 7.6.1) or are set by the delivery itself.
const NOT_FORWARDED = new Set([
  "connection",
  "content-length",
  "host",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Reads what the headers of a publish ask for.
 * @throws ApiError (400) naming the header that is wrong.
 */
export function readOptions(headers: HeaderMap): PublishOptions {
  const delivery = readDelivery(headers, "upstash-", headers.get("content-type"));
  const notBefore = readInteger(headers, "upstash-not-before");
  return {
    delivery,
    notBefore: notBefore === undefined ? undefined : notBefore * 1000,
    callback: readCallback(headers, "upstash-callback", delivery),
    failureCallback: readCallback(headers, "upstash-failure-callback", delivery),
    labels: readList(headers.get("upstash-label")),
    redact: readList(headers.get("upstash-redact-fields")),
    flow: readFlowControl(headers),
    deduplicationId: headers.get("upstash-deduplication-id"),
    contentBasedDeduplication: headers.get("upstash-content-based-deduplication") === "true",
  };
}

/** @throws ApiError (400) unless the destination is an http(s) URL. */
export function checkUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed?.protocol === "http:" || parsed?.protocol === "https:") return url;
  throw badRequest(
    `invalid destination url: ${url}: endpoint has invalid scheme, add http:// or https:// in front of it`,
  );
}

/** `my-header` as `My-Header`: how Go, and so QStash, writes header names. */
export function canonicalName(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}

function readDelivery(headers: HeaderMap, prefix: string, contentType: string | undefined): Delivery {
  const method = (headers.get(`${prefix}method`) ?? "POST").toUpperCase();
  if (!METHODS.has(method)) throw badRequest(`invalid method: ${method}`);
  return {
    method,
    header: forwardedHeader(headers, `${prefix}forward-`, contentType),
    retries: readInteger(headers, `${prefix}retries`),
    retryDelay: readRetryDelay(headers.get(`${prefix}retry-delay`)),
    timeoutMs: readDuration(headers, `${prefix}timeout`),
    delayMs: readDuration(headers, `${prefix}delay`),
  };
}

/** A callback retries as often as its message, unless its own headers say otherwise. */
function readCallback(
  headers: HeaderMap,
  prefix: string,
  { retries, retryDelay }: Delivery,
): CallbackTarget | undefined {
  const url = headers.get(prefix);
  if (url === undefined) return undefined;
  const own = readDelivery(headers, `${prefix}-`, "application/json");
  return {
    url: checkUrl(url),
    delivery: { ...own, retries: own.retries ?? retries, retryDelay: own.retryDelay ?? retryDelay },
  };
}

function forwardedHeader(headers: HeaderMap, prefix: string, contentType: string | undefined): Header {
  const header: Header = contentType === undefined ? {} : { "Content-Type": [contentType] };
  for (const [name, value] of headers) {
    if (!name.startsWith(prefix)) continue;
    const forwarded = name.slice(prefix.length);
    if (!NOT_FORWARDED.has(forwarded)) header[canonicalName(forwarded)] = [value];
  }
  return header;
}

function readFlowControl(headers: HeaderMap): FlowControl | undefined {
  const key = headers.get("upstash-flow-control-key");
  if (key === undefined) return undefined;
  const limits = new Map<string, string>();
  for (const part of (headers.get("upstash-flow-control-value") ?? "").split(",")) {
    const [name = "", value = ""] = part.split("=").map((side) => side.trim());
    if (!FLOW_CONTROL_LIMITS.has(name)) throw badRequest(`invalid flow control value: ${part}`);
    limits.set(name, value);
  }
  const parallelism = positive("parallelism", limits.get("parallelism"));
  const rate = positive("rate", limits.get("rate"));
  if (parallelism === undefined && rate === undefined) {
    throw badRequest("flow control needs at least one of parallelism and rate");
  }
  return { key, parallelism, rate, periodMs: readPeriod(limits.get("period")) };
}

function readPeriod(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const periodMs = parseDuration(/^\d+$/.test(value) ? `${value}s` : value);
  if (periodMs === undefined || periodMs === 0) throw badRequest(`invalid flow control period: ${value}`);
  return periodMs;
}

function positive(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9]\d*$/.test(value)) throw badRequest(`invalid flow control ${name}: ${value}`);
  return Number(value);
}

function readInteger(headers: HeaderMap, name: string): number | undefined {
  const value = headers.get(name);
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) throw badRequest(`invalid ${canonicalName(name)}: ${value}`);
  return Number(value);
}

function readDuration(headers: HeaderMap, name: string): number | undefined {
  const value = headers.get(name);
  if (value === undefined) return undefined;
  const duration = parseDuration(value);
  if (duration === undefined) throw badRequest(`invalid ${canonicalName(name)}: ${value}`);
  return duration;
}

function readRetryDelay(expression: string | undefined): string | undefined {
  if (expression === undefined) return undefined;
  try {
    evaluateRetryDelay(expression, 0);
    return expression;
  } catch (error) {
    throw badRequest(error instanceof Error ? error.message : String(error));
  }
}

function readList(value: string | undefined): string[] | undefined {
  const items = value
    ?.split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
  return items === undefined || items.length === 0 ? undefined : items;
}
