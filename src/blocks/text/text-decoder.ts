import * as z from "zod";
import { BlockError, block } from "../block.ts";

export const textDecoder = block({
  id: "2570e8fe-8447-43ed-84c7-70d657923231",
  name: "TextDecoderBlock",
  description: "Turns escape sequences such as \\n or \\u2603 into the characters that they stand for.",
  categories: ["TEXT"],
  pure: true,
  input: () => z.object({ text: z.string().describe("The text with escape sequences") }),
  output: () => z.object({ decoded_text: z.string().describe("The text without them") }),
  *run({ text }) {
    yield ["decoded_text", text.replaceAll(ESCAPE_SEQUENCE, unescaped).toWellFormed()];
  },
  examples: [
    { input: { text: 'one\\ntwo\\t\\"\\x41\\101' }, yields: { decoded_text: ['one\ntwo\t"AA'] } },
    { input: { text: "\\u2603 \\ud83d\\udc4b \\U0001f44b é" }, yields: { decoded_text: ["☃ 👋 👋 é"] } },
    { input: { text: "C:\\\\new \\q" }, yields: { decoded_text: ["C:\\new \\q"] } },
    {
      input: { text: "\\U00110000" },
      yields: { error: ["The escape sequence \\U00110000 stands for no character"] },
    },
  ],
});

const ESCAPE_SEQUENCE = /\\(?:x[\dA-Fa-f]{2}|u[\dA-Fa-f]{4}|U[\dA-Fa-f]{8}|[0-7]{1,3}|[\\'"abfnrtv\n])/g;

const NAMED: Record<string, string> = {
  ...{ "\\": "\\", "'": "'", '"': '"', "\n": "" },
  ...{ a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" },
};

function unescaped(sequence: string): string {
  const kind = sequence.charAt(1);
  const named = NAMED[kind];
  if (named !== undefined) return named;
  const isOctal = /[0-7]/.test(kind);
  const code = Number.parseInt(sequence.slice(isOctal ? 1 : 2), isOctal ? 8 : 16);
  if (code > 0x10ffff) throw new BlockError(`The escape sequence ${sequence} stands for no character`);
  return String.fromCodePoint(code);
}
