import { notFound } from "#lib/errors.ts";
import type { Ctx } from "../ctx.ts";
import { fileRecord, forgetFile } from "./records.ts";
import { keyOf } from "./workspace.ts";

/** Deletes a file of the caller; 404 for anybody else's. Runs that are given it find nothing from then on. */
export async function deleteFile({ db, files, principal: { userId } }: Ctx, id: string): Promise<void> {
  if ((await fileRecord(db, userId, id)) === null) throw notFound("File");
  await files.delete([keyOf(userId, id)]);
  await forgetFile(db, userId, id);
}
