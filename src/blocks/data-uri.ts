import { fromBase64, toBase64 } from "#lib/base64.ts";
import { BlockError } from "./block.ts";

export const isDataUri = (text: string): boolean => /^data:/i.test(text);

/** The content of a data URI (RFC 2397). Throws a BlockError when it is none. */
export function readDataUri(uri: string): { bytes: Uint8Array; contentType: string } {
  const found = /^data:([^,]*?)(;base64)?,/i.exec(uri);
  if (found === null) throw new BlockError("The data URI has no comma before its data");
  const [head, type = "", base64] = found;
  const data = uri.slice(head.length);
  try {
    const bytes =
      base64 === undefined ? new TextEncoder().encode(decodeURIComponent(data)) : fromBase64(data);
    return { bytes, contentType: type === "" ? "text/plain" : type };
  } catch (error) {
    throw new BlockError("The data URI cannot be decoded", { cause: error });
  }
}

export function toDataUri({ bytes, contentType }: { bytes: Uint8Array; contentType: string }): string {
  return `data:${contentType.replaceAll(/\s/g, "")};base64,${toBase64(bytes)}`;
}

/** Bytes as UTF-8 text, without its byte order mark. Throws a BlockError for anything else. */
export function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (error) {
    throw new BlockError("The file does not hold UTF-8 text", { cause: error });
  }
}
