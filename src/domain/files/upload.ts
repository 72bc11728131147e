import { AppError } from "#lib/errors.ts";
import type { Ctx } from "../ctx.ts";
import type { StoredFile } from "./store.ts";
import { MAX_FILE_BYTES, referenceTo, writeFile } from "./workspace.ts";

export interface FileRecord {
  id: string;
  name: string;
  contentType: string;
  size: number;
  /** What a run is given in the file's place. */
  uri: string;
}

/** Keeps a file of the caller. 413 when it is too large. */
export async function uploadFile(ctx: Ctx, file: StoredFile): Promise<FileRecord> {
  if (file.bytes.byteLength > MAX_FILE_BYTES) {
    throw new AppError("PAYLOAD_TOO_LARGE", `A file has at most ${MAX_FILE_BYTES} bytes`);
  }
  const id = crypto.randomUUID();
  const kept = await writeFile(ctx.files, ctx.principal.userId, id, file);
  return {
    id,
    name: kept.name,
    contentType: kept.contentType,
    size: kept.bytes.byteLength,
    uri: referenceTo(id, kept),
  };
}
