import type { Json, JsonObject } from "#lib/json.ts";
import { describedApi, type FakeApi, Refusal, type Tokens } from "../described.ts";
import { dictIn, factsOf, listIn, numberIn, textIn } from "../facts.ts";
import {
  breaksIn,
  type Doc,
  deleteRange,
  emptyUnits,
  insertTable,
  insertText,
  makeList,
  refuseOutside,
  replaceText,
  type Span,
  unit,
} from "./body.ts";
import { content, outline } from "./body-content.ts";
import { google } from "./dialect.ts";
import type { Files } from "./drive.ts";
import { masked } from "./fields.ts";
import { asDicts, oneOf } from "./requests.ts";

const DOCUMENT = "application/vnd.google-apps.document";

/** Google Docs, whose documents are files of Drive. */
export function fakeDocs(tokens: Tokens, files: Files): FakeApi & { docs: Map<string, Doc> } {
  const docs = new Map<string, Doc>();
  const found = (id = ""): Doc => {
    const doc = docs.get(id);
    if (doc === undefined) throw new Refusal(404, "");
    return doc;
  };
  const api = describedApi(factsOf("docs"), google, tokens, {
    "documents.create": ({ body }) => {
      const title = textIn(body, "title") || "Untitled document";
      const doc = { documentId: `1doc${docs.size}`, title, revision: 1, units: emptyUnits() };
      docs.set(doc.documentId, doc);
      const exported = (type: string) => exportedAs(doc, type);
      files.set(doc.documentId, { name: title, mimeType: DOCUMENT, permissions: new Map(), exported });
      return resource(doc);
    },
    "documents.get": ({ params, query }) =>
      masked(resource(found(params["documentId"])), query.get("fields")),
    "documents.batchUpdate": ({ params, body }) => {
      const doc = found(params["documentId"]);
      const requests = asDicts(listIn(body, "requests"));
      if (requests.length === 0) throw new Refusal(400, "Must specify at least one request.");
      // All of them, or none.
      const draft = structuredClone(doc);
      const replies = requests.map((request, index) => changed(draft, request, index));
      Object.assign(doc, draft, { revision: doc.revision + 1 });
      return { documentId: doc.documentId, replies };
    },
  });
  return { ...api, docs };
}

const resource = (doc: Doc): JsonObject => ({
  documentId: doc.documentId,
  title: doc.title,
  revisionId: `r${doc.revision}`,
  body: { content: content(doc) },
});

function exportedAs(doc: Doc, type: string): string | null {
  if (type === "text/plain") return doc.units.map(({ text }) => text).join("");
  return type === "application/pdf" ? `%PDF-1.7 ${outline(doc).join("; ")}` : null;
}

function changed(doc: Doc, request: JsonObject, index: number): Json {
  const [kind, of] = oneOf(request);
  const change = CHANGES[kind];
  if (change === undefined) throw new Refusal(400, `Invalid requests[${index}]: ${kind}`);
  try {
    return change(doc, of) ?? {};
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.status, `Invalid requests[${index}].${kind}: ${error.message}`);
  }
}

const CHANGES: Record<string, (doc: Doc, of: JsonObject) => Json | undefined> = {
  insertText: (doc, of) => void insertText(doc, placeOf(doc, of), textIn(of, "text")),
  insertTable: (doc, of) =>
    void insertTable(doc, placeOf(doc, of), numberIn(of, "rows"), numberIn(of, "columns")),
  insertPageBreak: (doc, of) => {
    const index = placeOf(doc, of);
    refuseOutside(doc, index);
    doc.units.splice(index, 0, unit("page"), unit("break", "\n"));
    return undefined;
  },
  deleteContentRange: (doc, of) => void deleteRange(doc, spanOf(doc, of)),
  replaceAllText: (doc, of) => {
    const { text = "", matchCase = false } = dictIn(of, "containsText");
    const occurrencesChanged = replaceText(doc, String(text), textIn(of, "replaceText"), matchCase === true);
    return { replaceAllText: occurrencesChanged === 0 ? {} : { occurrencesChanged } };
  },
  updateTextStyle: (doc, of) => {
    const { start, end } = spanOf(doc, of);
    for (const each of doc.units.slice(start, end)) each.look = restyled(each.look, of, "textStyle");
    return undefined;
  },
  updateParagraphStyle: (doc, of) => {
    for (const at of breaksIn(doc, spanOf(doc, of))) {
      const paragraph = doc.units[at]?.paragraph;
      if (paragraph !== undefined) paragraph.style = restyled(paragraph.style, of, "paragraphStyle");
    }
    return undefined;
  },
  createParagraphBullets: (doc, of) => void makeList(doc, spanOf(doc, of), textIn(of, "bulletPreset")),
  deleteParagraphBullets: (doc, of) => {
    for (const at of breaksIn(doc, spanOf(doc, of))) delete doc.units[at]?.paragraph.bullet;
    return undefined;
  },
};

/** Before the last line break where the end of the document is meant. */
function placeOf({ units }: Doc, of: JsonObject): number {
  if ((of["location"] === undefined) === (of["endOfSegmentLocation"] === undefined)) {
    throw new Refusal(400, "Exactly one location must be given");
  }
  return of["location"] === undefined ? units.length - 1 : numberIn(dictIn(of, "location"), "index");
}

function spanOf({ units }: Doc, of: JsonObject): Span {
  const range = dictIn(of, "range");
  const [start, end] = [numberIn(range, "startIndex"), numberIn(range, "endIndex")];
  if (start < 1 || end <= start) throw new Refusal(400, "The range should not be empty.");
  if (end > units.length) {
    throw new Refusal(
      400,
      `Index ${end} must be less than the end index of the referenced segment, ${units.length}.`,
    );
  }
  return { start, end };
}

/** What `fields` names is set, or taken away where the style does not have it. */
function restyled(style: JsonObject, of: JsonObject, key: string): JsonObject {
  const fields = textIn(of, "fields");
  if (fields === "") throw new Refusal(400, "At least one field must be listed in 'fields'.");
  const given = dictIn(of, key);
  const unnamed = Object.keys(given).find((name) => !fields.split(",").includes(name));
  if (unnamed !== undefined) throw new Refusal(400, `${unnamed} is not among the fields`);
  const named = fields.split(",");
  const kept = Object.entries(style).filter(([name]) => !named.includes(name));
  return { ...Object.fromEntries(kept), ...given };
}
