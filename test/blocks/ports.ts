import { expect } from "vitest";
import { BlockError, type BlockExample } from "#blocks/block.ts";
import { isDataUri, readDataUri } from "#blocks/data-uri.ts";
import type { FileContent, Files, Mail, Memory, Sql } from "#blocks/ports.ts";
import type { Json } from "#lib/json.ts";

/** Files by their references; those that are written are numbered. */
export function exampleFiles(given: BlockExample["files"] = {}): Files {
  const files = new Map<string, FileContent>();
  for (const [reference, content] of Object.entries(given)) {
    const name = reference.split("/").at(-1) ?? "file";
    const text = { bytes: new TextEncoder().encode(content), contentType: "text/plain" };
    files.set(reference, { name, ...(isDataUri(content) ? readDataUri(content) : text) });
  }
  let written = 0;
  return {
    async read(reference) {
      const file = isDataUri(reference) ? { ...readDataUri(reference), name: "file" } : files.get(reference);
      if (file === undefined) throw new BlockError(`There is no file ${reference}`);
      return file;
    },
    async write(file) {
      const reference = `workspace://${++written}`;
      files.set(reference, file);
      return reference;
    },
  };
}

export function exampleMemory(given: BlockExample["memory"] = {}): Memory {
  const kept = new Map<string, Json>();
  for (const [scope, values] of Object.entries(given)) {
    for (const [key, value] of Object.entries(values)) kept.set(`${scope}:${key}`, value);
  }
  return {
    recall: async (scope, key) => kept.get(`${scope}:${key}`),
    remember: async (scope, key, value) => void kept.set(`${scope}:${key}`, value),
  };
}

export function exampleSql(queries: BlockExample["queries"] = []): Sql {
  const left = [...queries];
  return {
    async query(request) {
      const next = left.shift();
      if (next === undefined) throw new BlockError("There is no database");
      expect(request).toEqual(next.request);
      if (typeof next.answer === "string") throw new BlockError(next.answer);
      return next.answer;
    },
  };
}

export function exampleMail(mails: BlockExample["mails"] = []): Mail {
  const left = [...mails];
  return {
    async send(message) {
      if (left.length === 0) throw new BlockError("There is no mail server");
      expect(message).toEqual(left.shift());
    },
  };
}
