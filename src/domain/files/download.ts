import { notFound } from "#lib/errors.ts";
import type { Ctx } from "../ctx.ts";
import type { StoredFile } from "./store.ts";
import { readFile } from "./workspace.ts";

/** A file of the caller; 404 for anybody else's. */
export async function downloadFile(ctx: Ctx, id: string): Promise<StoredFile> {
  const file = await readFile(ctx.files, ctx.principal.userId, id);
  if (file === null) throw notFound("File");
  return file;
}
