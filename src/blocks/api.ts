import type * as z from "zod";
import type { Json } from "#lib/json.ts";
import { BlockError, type BlockIo } from "./block.ts";
import type { CredentialRef } from "./credential-pin.ts";
import { bodyOf, retryAfter } from "./http/answer.ts";
import { messageIn, retryAfterIn } from "./refusal.ts";

/** A service's API over HTTP. */
export interface Api {
  /** As people know it: failures begin with it. */
  name: string;
  base: string;
  headers?: Readonly<Record<string, string>>;
  /** Whether a refusal is only for now, where its status does not say so. */
  isBusy?(body: Json): boolean;
}

export interface ApiRequest {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** What is undefined or empty is left out; a list repeats its name. */
  query?: Readonly<Record<string, string | number | boolean | readonly string[] | null | undefined>>;
  /** Sent as JSON. */
  body?: Json;
  /** Sent as it is, instead of `body`. */
  raw?: BodyInit;
  headers?: Readonly<Record<string, string>>;
  /** Of the whole exchange; half a minute when not given. */
  timeoutMs?: number;
}

export interface ApiClient {
  /** The answer, once it is a success. */
  send(path: string, request?: ApiRequest): Promise<Response>;
  /** What is answered, as the schema reads it. */
  ask<S extends z.ZodType>(schema: S, path: string, request?: ApiRequest): Promise<z.output<S>>;
}

/**
 * Calls a service as its user. 401 and 403 say that the credential is at fault; 429, 5xx and a used-up allowance are tried
 * again when the service says so; any other failure carries the service's own message.
 */
export function apiClient(api: Api, io: BlockIo, using?: CredentialRef): ApiClient {
  const send: ApiClient["send"] = async (path, request = {}) => {
    const url = withQuery(path.startsWith("https://") ? path : api.base + path, request.query);
    const { method = "GET", body, raw = body === undefined ? null : JSON.stringify(body) } = request;
    const headers = {
      ...api.headers,
      ...(body !== undefined && { "content-type": "application/json" }),
      ...request.headers,
    };
    const { timeoutMs } = request;
    const response = await io.fetch(url, { method, headers, body: raw, signal: io.signal, using, timeoutMs });
    if (!response.ok) throw failure(api, response, await bodyOf(response), io.now);
    return response;
  };
  return {
    send,
    ask: async (schema, path, request) => understood(api, schema, await bodyOf(await send(path, request))),
  };
}

/** Reads an answer. Throws a BlockError for one that is not as the service's documentation has it. */
export function understood<S extends z.ZodType>({ name }: Api, schema: S, body: Json): z.output<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BlockError(`${name} answered something unexpected at "${issue?.path.join(".")}"`);
}

function withQuery(url: string, query: ApiRequest["query"] = {}): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === "") continue;
    for (const each of typeof value === "object" ? value : [String(value)]) params.append(name, each);
  }
  return params.size === 0 ? url : `${url}?${params}`;
}

function failure({ name, isBusy }: Api, response: Response, body: Json, now: number): BlockError {
  const { status } = response;
  const said = messageIn(body);
  const message = said === undefined ? `${name} answered ${status}` : `${name} answered ${status}: ${said}`;
  if (status === 429 || status >= 500 || isUsedUp(response) || isBusy?.(body)) {
    return new BlockError(message, { retryable: true, ...retryAfterIn(body), ...retryAfter(response, now) });
  }
  if (status === 401 || status === 403)
    return new BlockError(`${message}. Check the credential and what it may do`);
  return new BlockError(message);
}

/** GitHub answers 403, not 429, when the allowance of an hour is used up. */
const isUsedUp = ({ status, headers }: Response): boolean =>
  status === 403 && (headers.has("retry-after") || headers.get("x-ratelimit-remaining") === "0");
