import { badRequest } from "./api-error.ts";

/** What a filter can look at; absent fields match only a filter that does not name them. */
interface Filtered {
  messageId: string;
  url: string;
  time: number;
  dlqId?: string | undefined;
  state?: string | undefined;
  topicName?: string | undefined;
  scheduleId?: string | undefined;
  queueName?: string | undefined;
  flowControlKey?: string | undefined;
  callerIP?: string | undefined;
  labels?: string[] | undefined;
  responseStatus?: number | undefined;
}

const IN_PROGRESS = ["ACTIVE", "RETRY", "ERROR"];
const MAX_COUNT = 100;

/** What each query parameter is compared with. Values of one parameter are alternatives, parameters add up. */
const FIELDS: Record<string, (item: Filtered) => (string | undefined)[]> = {
  messageId: (item) => [item.messageId],
  messageIds: (item) => [item.messageId],
  dlqIds: (item) => [item.dlqId],
  url: (item) => [item.url],
  host: (item) => [URL.parse(item.url)?.host],
  path: (item) => [URL.parse(item.url)?.pathname],
  state: (item) => (IN_PROGRESS.includes(item.state ?? "") ? [item.state, "IN_PROGRESS"] : [item.state]),
  topicName: (item) => [item.topicName],
  scheduleId: (item) => [item.scheduleId],
  queueName: (item) => [item.queueName],
  flowControlKey: (item) => [item.flowControlKey],
  callerIp: (item) => [item.callerIP],
  callerIP: (item) => [item.callerIP],
  label: (item) => item.labels ?? [],
  responseStatus: (item) => [item.responseStatus?.toString()],
};

// Their values may hold commas, so these are only repeated.
const NOT_LISTS = new Set(["url", "path"]);

/** The filter that the query of a list, a bulk cancel or a bulk retry describes. */
export function readFilter(query: URLSearchParams): (item: Filtered) => boolean {
  const fromDate = readNumber(query, "fromDate", Number.NEGATIVE_INFINITY);
  const toDate = readNumber(query, "toDate", Number.POSITIVE_INFINITY);
  const wanted = Object.entries(FIELDS).flatMap(([name, read]) => {
    const values = query.getAll(name).flatMap((value) => (NOT_LISTS.has(name) ? [value] : value.split(",")));
    return values.length === 0 ? [] : [{ read, values: new Set<string | undefined>(values) }];
  });
  return (item) =>
    item.time >= fromDate &&
    item.time <= toDate &&
    wanted.every(({ read, values }) => read(item).some((value) => values.has(value)));
}

/** How many a list returns at most, and after which cursor. */
export function readPage(query: URLSearchParams): { count: number; cursor: number } {
  const count = readNumber(query, "count", MAX_COUNT);
  if (count < 1) throw badRequest(`invalid count: ${count}`);
  return { count: Math.min(count, MAX_COUNT), cursor: readNumber(query, "cursor", Number.MAX_SAFE_INTEGER) };
}

function readNumber(query: URLSearchParams, name: string, fallback: number): number {
  const value = query.get(name);
  if (value === null || value === "") return fallback;
  const number = Number(value);
  if (!Number.isFinite(number)) throw badRequest(`invalid ${name}: ${value}`);
  return number;
}
