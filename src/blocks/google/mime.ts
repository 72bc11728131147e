import { toBase64, toBase64Url } from "#lib/base64.ts";
import { BlockError, type BlockIo } from "../block.ts";

export interface Draft {
  to: readonly string[];
  cc: readonly string[];
  bcc: readonly string[];
  subject: string;
  body: string;
  contentType: "auto" | "plain" | "html" | undefined;
  /** References of files. */
  attachments: readonly string[];
  /** Headers of a reply. */
  headers?: Readonly<Record<string, string>>;
}

/** A message as RFC 5322 and 2045 want it, base64url for the Gmail API. */
export async function composed(draft: Draft, io: BlockIo): Promise<string> {
  const text = [
    ...headersOf(draft),
    "MIME-Version: 1.0",
    ...(draft.attachments.length === 0 ? textPart(draft) : await multipart(draft, io)),
  ].join("\r\n");
  return toBase64Url(utf8(text));
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

function headersOf({ to, cc, bcc, subject, headers = {} }: Draft): string[] {
  const fields = { To: to.join(", "), Cc: cc.join(", "), Bcc: bcc.join(", "), Subject: subject, ...headers };
  return Object.entries(fields).flatMap(([name, value]) =>
    value === "" ? [] : [`${name}: ${encoded(name, value)}`],
  );
}

function encoded(name: string, value: string): string {
  if (/[\r\n\0]/.test(value)) throw new BlockError(`${name} has a line break`);
  return /^[\x20-\x7e]*$/.test(value) ? value : words(value).join(" ");
}

/** RFC 2047: an encoded word has at most 75 characters, and none is cut inside one of the text's. */
function words(value: string): string[] {
  const found: string[] = [];
  let word = "";
  for (const character of value) {
    if (utf8(word + character).length > 42) {
      found.push(word);
      word = "";
    }
    word += character;
  }
  return [...found, word].map((text) => `=?UTF-8?B?${toBase64(utf8(text))}?=`);
}

function textPart({ body, contentType = "auto" }: Draft): string[] {
  const isHtml = contentType === "html" || (contentType === "auto" && /<[a-z][^>]*>/i.test(body));
  return [
    `Content-Type: text/${isHtml ? "html" : "plain"}; charset=utf-8`,
    "Content-Transfer-Encoding: base64",
    "",
    lines(toBase64(utf8(body))),
  ];
}

async function multipart(draft: Draft, io: BlockIo): Promise<string[]> {
  const boundary = `part-${io.idempotencyKey.replaceAll(/[^\w]/g, "-")}`;
  const parts = [textPart(draft)];
  for (const reference of draft.attachments) {
    const { bytes, contentType, name } = await io.files.read(reference);
    parts.push([
      `Content-Type: ${encoded("A content type", contentType)}`,
      `Content-Disposition: attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
      "Content-Transfer-Encoding: base64",
      "",
      lines(toBase64(bytes)),
    ]);
  }
  return [
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    "",
    ...parts.flatMap((part) => [`--${boundary}`, ...part]),
    `--${boundary}--`,
  ];
}

/** RFC 2045 section 6.8: at most 76 characters a line. */
const lines = (base64: string): string => base64.replaceAll(/.{76}/g, "$&\r\n");
