import { XMLParser } from "fast-xml-parser";
import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import { BlockError, block } from "../block.ts";
import { isDict, isTooDeep, MAX_DEPTH } from "../convert.ts";
import { anyDict } from "../pins.ts";

/** Some reasons quote what they object to, however long that is. */
const MAX_WHY = 300;

/** Of elements, and of attributes: half a second of work. */
const MOST_PARTS = 50_000;

export const xmlParser = block({
  id: "286380af-9529-4b55-8be0-1d7c854abdb5",
  name: "XMLParserBlock",
  description:
    "Reads XML into a dictionary: elements by name, repeated ones as a list, attributes with an @ before them.",
  categories: [],
  pure: true,
  input: () => z.object({ input_xml: z.string().describe("The XML text") }),
  output: () => z.object({ parsed_xml: anyDict().describe("The dictionary") }),
  *run({ input_xml }) {
    yield ["parsed_xml", parseXml(input_xml)];
  },
  examples: [
    {
      input: { input_xml: '<?xml version="1.0"?><a><b id="1">x &amp; y</b><b>2</b><c/></a>' },
      yields: { parsed_xml: [{ a: { b: [{ "#text": "x & y", "@id": "1" }, "2"], c: "" } }] },
    },
    {
      input: { input_xml: '<t a="&#65;&lt;">&#xe9;&#99999999;&amp;#65;</t>' },
      yields: { parsed_xml: [{ t: { "#text": "é&#99999999;&#65;", "@a": "A<" } }] },
    },
    { input: { input_xml: "<t><![CDATA[<raw>]]></t>" }, yields: { parsed_xml: [{ t: "<raw>" }] } },
    {
      input: { input_xml: '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>' },
      yields: { error: ["Document types and entity definitions are not read"] },
    },
    { input: { input_xml: " " }, yields: { error: ["The XML has no element"] } },
    {
      input: { input_xml: "<a><b></a>" },
      yields: {
        error: [
          "The XML is not well-formed: Expected closing tag 'b' (opened in line 1, col 4) instead of closing tag 'a'.:1:7",
        ],
      },
    },
  ],
});

const parser = () =>
  new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    textNodeName: "#text",
    ignoreDeclaration: true,
    parseTagValue: false,
    parseAttributeValue: false,
    // Without it references to characters (&#233;) stay as they are.
    htmlEntities: true,
  });

function parseXml(text: string): JsonObject {
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) {
    throw new BlockError("Document types and entity definitions are not read");
  }
  if (text.trim() === "") throw new BlockError("The XML has no element");
  refuseMore("elements", text, /<[^/!?]/g);
  refuseMore("attributes", text, /=\s?["']/g);
  const parsed = parse(text);
  if (!isDict(parsed)) throw new BlockError("The XML has no element");
  if (isTooDeep(parsed)) throw new BlockError(`The XML is nested deeper than ${MAX_DEPTH} levels`);
  return parsed;
}

/** Counts what looks like one, before it costs anything. */
function refuseMore(what: string, text: string, beginning: RegExp): void {
  let count = 0;
  for (const _ of text.matchAll(beginning)) {
    count += 1;
    if (count > MOST_PARTS) throw new BlockError(`The XML has more than ${MOST_PARTS} ${what}`);
  }
}

function parse(text: string): Json {
  try {
    return parser().parse(text, true);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const said = why.length > MAX_WHY ? `${why.slice(0, MAX_WHY)}…` : why;
    throw new BlockError(`The XML is not well-formed: ${said}`, { cause: error });
  }
}
