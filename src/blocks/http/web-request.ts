import * as z from "zod";
import type { Json } from "#lib/json.ts";
import { BlockError, type BlockIo, type BlockRequest } from "../block.ts";
import type { CredentialRef } from "../credential-pin.ts";
import { anyDict, anyValue } from "../pins.ts";
import type { Files } from "../ports.ts";
import { bodyOf, retryAfter } from "./answer.ts";

const METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"] as const;

export const requestPins = () => ({
  url: z.string().describe("Where to send it"),
  method: z.enum(METHODS).default("POST").describe("The HTTP method"),
  headers: z.record(z.string(), z.string()).default({}).describe("Headers to send"),
  json_format: z.boolean().default(true).describe("Whether the body is sent as JSON, else as form fields"),
  body: anyDict().optional().describe("The body"),
  files_name: z.string().default("file").describe("The name of the form field for files"),
  files: z.array(z.string()).default([]).describe("Files to send as a multipart form"),
});

export const answerPins = () => ({
  response: anyValue().describe("The body of a successful answer: JSON, or text when it is none"),
  client_error: anyValue().describe("The body of an answer with a status from 400 to 499"),
  server_error: anyValue().describe("The body of an answer with a status from 500"),
});

/** Sends a request and yields what is answered, by the kind of its status. */
export async function* webRequest(input: RequestInput, io: BlockIo, using?: CredentialRef) {
  const { url, init } = await requestOf(input, io);
  const response = await send(url, using === undefined ? init : { ...init, using }, io);
  const { status } = response;
  if ((status === 429 || status >= 500) && !io.lastAttempt) {
    await response.body?.cancel();
    throw new BlockError(`${url} answered ${status}`, { retryable: true, ...retryAfter(response, io.now) });
  }
  const body = await bodyOf(response);
  if (response.ok) yield ["response", body] as const;
  else if (status >= 500) yield ["server_error", body] as const;
  else if (status >= 400) yield ["client_error", body] as const;
  else throw new BlockError(`${url} answered ${status}, which is neither success nor error`);
}

interface RequestInput {
  url: string;
  method: (typeof METHODS)[number];
  headers: Record<string, string>;
  json_format: boolean;
  body?: { [key: string]: Json } | undefined;
  files: string[];
  files_name: string;
}

async function requestOf(input: RequestInput, io: BlockIo): Promise<{ url: string; init: RequestInit }> {
  const headers = headersOf(input.headers);
  if (!headers.has("idempotency-key")) headers.set("idempotency-key", io.idempotencyKey);
  const init: RequestInit = { method: input.method, headers, signal: io.signal };
  const takesBody = input.method !== "GET" && input.method !== "HEAD";
  if (takesBody && input.files.length > 0) {
    headers.delete("content-type"); // the form's own names its boundary
    return { url: addressOf(input), init: { ...init, body: await multipart(input, io.files) } };
  }
  if (input.body === undefined || !takesBody) return { url: addressOf(input), init };
  const [type, body] = input.json_format
    ? ["application/json", JSON.stringify(input.body)]
    : ["application/x-www-form-urlencoded", formFields(input.body).toString()];
  if (!headers.has("content-type")) headers.set("content-type", type);
  return { url: addressOf(input), init: { ...init, body } };
}

async function multipart({ body = {}, files, files_name }: RequestInput, store: Files): Promise<FormData> {
  const form = new FormData();
  for (const [name, value] of formFields(body)) form.append(name, value);
  for (const reference of files) {
    const { bytes, contentType, name } = await store.read(reference);
    form.append(files_name, new File([Uint8Array.from(bytes)], name, { type: contentType }));
  }
  return form;
}

/** An address without a scheme is taken as https. */
function addressOf({ url }: RequestInput): string {
  const address = url.trim();
  const parsed = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(address) ? address : `https://${address}`);
  if (parsed?.protocol === "https:" || parsed?.protocol === "http:") return parsed.href;
  throw new BlockError(`${address} is not an http or https address`);
}

/** By their names in small letters: a Headers of them would be made only to be gone through again on the way out. */
function headersOf(given: Record<string, string>): Map<string, string> {
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) {
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw new BlockError(
        `The header "${name}" has a line break or another character that headers cannot have`,
      );
    }
    headers.set(name.toLowerCase(), value);
  }
  return headers;
}

function formFields(body: { [key: string]: Json }): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(body)) {
    fields.set(name, typeof value === "string" ? value : JSON.stringify(value));
  }
  return fields;
}

async function send(url: string, init: BlockRequest, io: BlockIo): Promise<Response> {
  try {
    return await io.fetch(url, init);
  } catch (error) {
    if (error instanceof BlockError || io.signal.aborted) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new BlockError(`${url} cannot be reached: ${why}`, { retryable: true, cause: error });
  }
}
