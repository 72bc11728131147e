import { toBase64 } from "../base64.ts";

export interface PlainMessage {
  from: string;
  to: readonly string[];
  subject: string;
  text: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** Before the @ of the Message-ID: the same for the same message. */
  id: string;
}

/** A text message as it goes over the wire (RFC 5322, MIME of RFC 2045), without the closing dot. Lines end in CR LF. */
export function writeMessage({ from, to, subject, text, at, id }: PlainMessage): string {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  return [
    `Date: ${new Date(at).toUTCString().replace("GMT", "+0000")}`,
    `From: <${from}>`,
    `To: ${to.map((address) => `<${address}>`).join(",\r\n ")}`,
    `Subject: ${encodedWords(subject)}`,
    `Message-ID: <${id}@${domain}>`,
    "MIME-Version: 1.0",
    'Content-Type: text/plain; charset="utf-8"',
    // Base64 has neither long lines nor lines that begin with a dot.
    "Content-Transfer-Encoding: base64",
    "",
    ...(base64(text).match(/.{1,76}/g) ?? []),
    "",
  ].join("\r\n");
}

/** RFC 2047: encoded words of at most 75 characters, none of which cuts a character in two. */
function encodedWords(text: string): string {
  const words: string[] = [];
  let part = "";
  for (const character of text) {
    if (encoder.encode(part + character).length > 45) {
      words.push(part);
      part = "";
    }
    part += character;
  }
  return [...words, part].map((word) => `=?utf-8?B?${base64(word)}?=`).join("\r\n ");
}

const encoder = new TextEncoder();

const base64 = (text: string): string => toBase64(encoder.encode(text));
