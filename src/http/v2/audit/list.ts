import * as z from "zod";
import { type AuditRecord, listAuditEvents } from "#domain/audit/list.ts";
import { route } from "../../route.ts";
import { JsonDict } from "../json-values.ts";

const AuditEventBody = z.object({
  id: z.int().describe("Its number in your record, from 1 without gaps"),
  action: z.string(),
  outcome: z.enum(["success", "failure"]),
  actor: z.object({
    kind: z.string(),
    user_id: z.string().nullable(),
    id: z.string().nullable().describe("The API key or client that acted"),
  }),
  target: z.object({ type: z.string(), id: z.string() }).nullable(),
  details: JsonDict,
  address: z.string().nullable(),
  user_agent: z.string().nullable(),
  request_id: z.string(),
  created_at: z.string(),
  previous_hash: z.string(),
  hash: z.string(),
});

export const listAuditEventsRoute = route({
  method: "GET",
  path: "/audit-log",
  scope: "audit_logs:read",
  summary: "List what happened to your account, keys and clients, newest first",
  query: z.object({
    limit: z.coerce.number().int().min(1).max(100).default(20),
    cursor: z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
    action: z.string().max(100).optional(),
  }),
  response: z.object({
    events: z.array(AuditEventBody),
    next_cursor: z.int().nullable().describe("The cursor of the next page; null at the end"),
  }),
  errors: ["VALIDATION_ERROR"],
  handle: async (ctx, { query: { limit, cursor, action } }) => {
    const { events, next } = await listAuditEvents(ctx, { limit, action, before: cursor });
    return { events: events.map(presentAuditEvent), next_cursor: next };
  },
});

const presentAuditEvent = (event: AuditRecord): z.input<typeof AuditEventBody> => ({
  id: event.seq,
  action: event.action,
  outcome: event.outcome === "failure" ? "failure" : "success",
  actor: { kind: event.actorKind, user_id: event.actorUserId, id: event.actorId },
  target: event.targetType === null ? null : { type: event.targetType, id: event.targetId ?? "" },
  details: event.details,
  address: event.address,
  user_agent: event.userAgent,
  request_id: event.requestId,
  created_at: event.at.toISOString(),
  previous_hash: event.previousHash,
  hash: event.hash,
});
