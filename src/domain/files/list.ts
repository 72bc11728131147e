import type { Page, PageRequest } from "#lib/page.ts";
import type { Ctx } from "../ctx.ts";
import { type FileRecord, fileRecords } from "./records.ts";

/** The caller's files, newest first, and how many bytes all of them have. */
export const listFiles = (
  { db, principal }: Ctx,
  page: PageRequest,
): Promise<Page<FileRecord> & { bytes: number }> => fileRecords(db, principal.userId, page);
