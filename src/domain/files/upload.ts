import { AppError } from "#lib/errors.ts";
import type { Ctx } from "../ctx.ts";
import type { FileRecord } from "./records.ts";
import type { StoredFile } from "./store.ts";
import { MAX_FILE_BYTES, NO_ROOM, writeFile } from "./workspace.ts";

/** Keeps a file of the caller until it is deleted. 413 when it is too large, or there is no room for it. */
export async function uploadFile(ctx: Ctx, file: StoredFile): Promise<FileRecord> {
  if (file.bytes.byteLength > MAX_FILE_BYTES) {
    throw new AppError("PAYLOAD_TOO_LARGE", `A file has at most ${MAX_FILE_BYTES} bytes`);
  }
  const { userId } = ctx.principal;
  const kept = await writeFile(ctx, userId, crypto.randomUUID(), { ...file, isOfRun: false });
  if (kept === null) throw new AppError("PAYLOAD_TOO_LARGE", NO_ROOM);
  return kept;
}
