import fc from "fast-check";
import { expect, it } from "vitest";
import { makeEgress } from "#lib/egress/egress.ts";
import { scriptedFetch } from "./scripted-fetch.ts";

it("blocks every spelling of every blocked IPv4 address", async () => {
  await fc.assert(
    fc.asyncProperty(blockedIpv4, spelling, async (address, spell) => {
      await expectBlocked(`http://${spell(address)}/`);
    }),
    { numRuns: 300 },
  );
});

it("reaches a public IPv4 address in every spelling", async () => {
  await fc.assert(
    fc.asyncProperty(publicIpv4, spelling, async (address, spell) => {
      const { fetch, sent } = scriptedFetch();
      await makeEgress({ allow: [], fetch })(`http://${spell(address)}/`);
      expect(sent).toMatchObject([{ url: `http://${dotted(address)}/` }]);
    }),
  );
});

it("blocks every IPv6 address that carries an IPv4 address, public ones included", async () => {
  const forms = fc.constantFrom<(v4: string) => string>(
    (v4) => `::ffff:${v4}`,
    (v4) => `::${v4}`,
    (v4) => `::ffff:0:${v4}`,
    (v4) => `64:ff9b::${v4}`,
    (v4) => `64:ff9b:1::${v4}`,
    (v4) => `2002:${hextets(v4)}::1`,
    (v4) => `2001:0:${hextets(v4)}::1`,
    (v4) => `2606:4700::5efe:${v4}`,
  );
  await fc.assert(
    fc.asyncProperty(fc.nat(0xffff_ffff).map(dotted), forms, async (address, form) => {
      await expectBlocked(`http://[${form(address)}]/`);
    }),
  );
});

async function expectBlocked(url: string): Promise<void> {
  const { fetch, sent } = scriptedFetch();
  await expect(makeEgress({ allow: [], fetch })(url)).rejects.toMatchObject({ reason: "blocked" });
  expect(sent).toEqual([]);
}

const BLOCKED_RANGES: readonly [base: number, bits: number][] = [
  [0x00000000, 8],
  [0x0a000000, 8],
  [0x64400000, 10],
  [0x7f000000, 8],
  [0xa9fe0000, 16],
  [0xac100000, 12],
  [0xc0000000, 24],
  [0xc0000200, 24],
  [0xc0a80000, 16],
  [0xc6120000, 15],
  [0xc6336400, 24],
  [0xcb007100, 24],
  [0xe0000000, 4],
  [0xf0000000, 4],
];

const blockedIpv4 = fc
  .constantFrom(...BLOCKED_RANGES)
  .chain(([base, bits]) => fc.nat(2 ** (32 - bits) - 1).map((offset) => base + offset));

const publicIpv4 = fc.nat(0x00ffffff).map((offset) => 0x08000000 + offset);

/** A way to write an address: 1 to 4 parts, each in a radix with padding, then disguises of single characters. */
const spelling = fc
  .record({
    parts: fc.integer({ min: 1, max: 4 }),
    radixes: fc.array(fc.constantFrom(10, 8, 16), { minLength: 4, maxLength: 4 }),
    padding: fc.nat(6),
    disguises: fc.array(fc.constantFrom("plain", "wide", "percent", "upper"), {
      minLength: 1,
      maxLength: 12,
    }),
    trailingDot: fc.boolean(),
  })
  .map(({ parts, radixes, padding, disguises, trailingDot }) => (address: number): string => {
    const numbers = split(address, parts);
    const written = numbers.map((part, at) => inRadix(part, radixes[at] ?? 10, padding)).join(".");
    const disguised = [...written].map((char, at) =>
      disguise(char, disguises[at % disguises.length] ?? "plain"),
    );
    return disguised.join("") + (trailingDot ? "." : "");
  });

/** All parts but the last are one byte; the last takes what is left. */
function split(address: number, parts: number): number[] {
  const lead = Array.from({ length: parts - 1 }, (_, at) => Math.floor(address / 256 ** (3 - at)) % 256);
  return [...lead, address % 256 ** (5 - parts)];
}

function inRadix(value: number, radix: number, padding: number): string {
  if (radix === 10) return String(value);
  return (radix === 16 ? "0x" : "0") + "0".repeat(padding) + value.toString(radix);
}

function disguise(char: string, how: string): string {
  if (how === "percent") return `%${char.charCodeAt(0).toString(16)}`;
  if (how === "upper") return char.toUpperCase();
  return how === "wide" ? String.fromCharCode(char.charCodeAt(0) + 0xfee0) : char;
}

function dotted(address: number): string {
  return split(address, 4).join(".");
}

function hextets(v4: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = v4.split(".").map(Number);
  return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}
