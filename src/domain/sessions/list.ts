import { and, desc, eq, gt } from "drizzle-orm";
import { sessions } from "#store/schema/accounts.ts";
import type { OpenCtx } from "../ctx.ts";
import type { Session } from "./session.ts";

/** A session as its owner sees it in a list. */
export interface ListedSession {
  id: string;
  userAgent: string | null;
  address: string | null;
  signedInAt: number;
  lastSeenAt: number;
  expiresAt: number;
  /** The one in which the list is asked for. */
  isCurrent: boolean;
}

const MOST = 100;

/** The live sessions of a person, last seen first. */
export async function listSessions(
  { db, now }: Pick<OpenCtx, "db" | "now">,
  { id, userId }: Session,
): Promise<ListedSession[]> {
  const rows = await db
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, userId), gt(sessions.expiresAt, new Date(now()))))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.createdAt))
    .limit(MOST);
  return rows.map((row) => ({
    id: row.id,
    userAgent: row.userAgent,
    address: row.address,
    signedInAt: row.createdAt.getTime(),
    lastSeenAt: row.lastSeenAt.getTime(),
    expiresAt: row.expiresAt.getTime(),
    isCurrent: row.id === id,
  }));
}
