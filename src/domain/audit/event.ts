import { sha256Hex } from "#lib/crypto.ts";
import type { JsonObject } from "#lib/json.ts";
import type { auditEvents } from "#store/schema/audit.ts";
import type { AuditAction } from "./actions.ts";

/** What happened, as a verb tells it. It holds no secret. Who did it, when and from where is in the verb's context. */
export interface AuditEvent {
  action: AuditAction;
  outcome?: "success" | "failure";
  /** Whom it concerns: the caller unless given; null when that is nobody we know. */
  userId?: string | null;
  /** What it was done to, such as `{ type: "api_key", id }`. */
  target?: { type: string; id: string };
  details?: JsonObject;
}

/** The chain of what concerns nobody we know. */
export const NOBODY = "00000000-0000-0000-0000-000000000000";

/** A recorded event, with the text of its details as PostgreSQL writes it. */
export type ChainedEvent = Omit<typeof auditEvents.$inferSelect, "details"> & { detailsText: string };

/**
 * The hash that an event must have: of the one before it, then every column as `<bytes>:<text>`, or `-` for null, so
 * that no two events have the same text. The function audit_hash of the database computes the same.
 */
export const hashOf = (event: ChainedEvent): Promise<string> =>
  sha256Hex(
    [
      event.previousHash,
      event.chain,
      String(event.seq),
      String(event.at.getTime()),
      event.action,
      event.outcome,
      event.actorKind,
      event.actorUserId,
      event.actorId,
      event.targetType,
      event.targetId,
      event.address,
      event.userAgent,
      event.requestId,
      event.detailsText,
    ]
      .map(part)
      .join(""),
  );

const encoder = new TextEncoder();

const part = (text: string | null): string =>
  text === null ? "-" : `${encoder.encode(text).byteLength}:${text}`;
