import * as z from "zod";
import { block } from "../block.ts";

export const textEncoder = block({
  id: "5185f32e-4b65-4ecf-8fbb-873f003f09d6",
  name: "TextEncoderBlock",
  description: "Writes line breaks, control characters and characters outside ASCII as escape sequences.",
  categories: ["TEXT"],
  pure: true,
  input: () => z.object({ text: z.string().describe("The text to escape") }),
  output: () => z.object({ encoded_text: z.string().describe("The text with escape sequences") }),
  *run({ text }) {
    yield ["encoded_text", text.replaceAll(/[^ -[\]-~]/gu, escapeSequence)];
  },
  examples: [
    { input: { text: "one\n\ttwo" }, yields: { encoded_text: ["one\\n\\ttwo"] } },
    { input: { text: "C:\\é ☃ 👋" }, yields: { encoded_text: ["C:\\\\\\xe9 \\u2603 \\U0001f44b"] } },
  ],
});

const NAMED: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeSequence(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = (digits: number) => code.toString(16).padStart(digits, "0");
  if (code < 0x100) return NAMED[character] ?? `\\x${hex(2)}`;
  return code < 0x10000 ? `\\u${hex(4)}` : `\\U${hex(8)}`;
}
