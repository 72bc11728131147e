import type { OpenCtx } from "../ctx.ts";
import { endedFiles, forgetEnded } from "./records.ts";
import { keyOf } from "./workspace.ts";

/** As many as the store deletes at once. */
const BATCH = 1000;

/** Deletes files that have ended, so many at a time. */
export async function sweepFiles({ db, files, now }: Pick<OpenCtx, "db" | "files" | "now">): Promise<void> {
  const at = now();
  const batch = await endedFiles(db, at, BATCH);
  if (batch.length === 0) return;
  await files.delete(batch.map(({ userId, id }) => keyOf(userId, id)));
  await forgetEnded(db, batch, at);
}
