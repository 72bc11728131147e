import { BlockError, type BlockIo } from "#blocks/block.ts";
import { isDataUri, readDataUri } from "#blocks/data-uri.ts";
import type { FileContent, Files } from "#blocks/ports.ts";
import {
  type FileDeps,
  idIn,
  MAX_FILE_BYTES,
  NO_ROOM,
  readFile,
  referenceTo,
  writeFile,
} from "#domain/files/workspace.ts";
import { uuidOf } from "#lib/crypto.ts";

/** The files of one step: those of its user, data URIs, and what public addresses answer. */
export function workspaceFiles(
  deps: FileDeps,
  fetch: BlockIo["fetch"],
  { userId, idempotencyKey }: { userId: string; idempotencyKey: string },
): Files {
  let written = 0;
  return {
    async read(reference) {
      if (/^https?:\/\//i.test(reference)) return bounded(await download(fetch, reference));
      if (isDataUri(reference)) return bounded({ ...readDataUri(reference), name: "file" });
      const id = idIn(reference);
      if (id === null) {
        throw new BlockError("A file is given as a workspace:// reference, a data URI or an http(s) address");
      }
      const file = await readFile(deps.files, userId, id);
      if (file === null) throw new BlockError(`There is no file workspace://${id}`);
      return file;
    },
    async write(file) {
      const id = await uuidOf(`${idempotencyKey}:file:${++written}`);
      const kept = await writeFile(deps, userId, id, { ...bounded(file), isOfRun: true });
      if (kept === null) throw new BlockError(NO_ROOM);
      return referenceTo(id, kept);
    },
  };
}

function bounded(file: FileContent): FileContent {
  if (file.bytes.byteLength <= MAX_FILE_BYTES) return file;
  throw new BlockError(`A file has at most ${MAX_FILE_BYTES} bytes`);
}

async function download(fetch: BlockIo["fetch"], address: string): Promise<FileContent> {
  const response = await fetch(address);
  if (!response.ok) {
    await response.body?.cancel();
    const retryable = response.status === 429 || response.status >= 500;
    throw new BlockError(`The file's address answered ${response.status}`, { retryable });
  }
  return {
    bytes: new Uint8Array(await response.arrayBuffer()),
    contentType: response.headers.get("content-type") ?? "application/octet-stream",
    name: nameIn(address),
  };
}

function nameIn(address: string): string {
  const last = URL.parse(address)?.pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
