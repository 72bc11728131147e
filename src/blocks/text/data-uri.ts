import { BlockError } from "../block.ts";

/** The text of a file that is given as a data URI (RFC 2397). Throws a BlockError for any other reference. */
export function textOfFile(file: string): string {
  const found = /^data:[^,]*?(;base64)?,/i.exec(file);
  if (found === null) throw new BlockError("A file can be read only from a data URI: there is no file store");
  const data = file.slice(found[0].length);
  try {
    const bytes = found[1] === undefined ? new TextEncoder().encode(decodeURIComponent(data)) : base64(data);
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (error) {
    throw new BlockError("The data URI does not hold UTF-8 text", { cause: error });
  }
}

const base64 = (data: string): Uint8Array =>
  Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
