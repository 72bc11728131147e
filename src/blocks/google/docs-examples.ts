import type { Json } from "#lib/json.ts";
import type { ExampleAnswer } from "../block.ts";
import { exampleFile } from "./api.ts";

/** A document of one paragraph: `Tea`. */
export const exampleBody: ExampleAnswer = {
  method: "GET",
  url: "https://docs.googleapis.com/v1/documents/1aB?fields=title%2Cbody",
  body: {
    title: "Plan",
    body: {
      content: [
        { endIndex: 1, sectionBreak: {} },
        {
          startIndex: 1,
          endIndex: 5,
          paragraph: { elements: [{ startIndex: 1, endIndex: 5, textRun: { content: "Tea\n" } }] },
        },
      ],
    },
  },
};

/** The answer to a change; `requests` are what must be asked for, if it matters. */
export const exampleChange = (requests?: Json[]): ExampleAnswer => ({
  method: "POST",
  url: "https://docs.googleapis.com/v1/documents/1aB:batchUpdate",
  ...(requests !== undefined && { requestBody: { requests } }),
  body: { documentId: "1aB", replies: [{}] },
});

/** What a block yields that changes the document. */
export const exampleChanged = {
  result: [{ documentId: "1aB", replies: [{}] }],
  document: [exampleFile],
};

export const examplePlain = (startIndex: number, endIndex: number): Json => ({
  updateTextStyle: {
    range: { startIndex, endIndex },
    textStyle: {},
    fields: "bold,italic,underline,strikethrough,link,weightedFontFamily,foregroundColor,backgroundColor",
  },
});

/** The requests that put a heading at an index, at the end of a document. */
export function exampleHeading(text: string, index: number): Json[] {
  const range = { startIndex: index, endIndex: index + text.length };
  return [
    { insertText: { location: { index }, text } },
    examplePlain(range.startIndex, range.endIndex),
    {
      updateParagraphStyle: {
        range,
        paragraphStyle: { namedStyleType: "NORMAL_TEXT" },
        fields: "namedStyleType,indentStart,borderBottom",
      },
    },
    { deleteParagraphBullets: { range } },
    {
      updateParagraphStyle: {
        range: { startIndex: index, endIndex: index + text.length + 1 },
        paragraphStyle: { namedStyleType: "HEADING_1" },
        fields: "namedStyleType",
      },
    },
  ];
}
