/**
 * Every act that is recorded, and what becomes of it when it cannot be: what gives power ("closed") does not happen
 * without its record; what takes power away, or tells of a refusal ("open"), stands, and the log says that the record
 * lacks it.
 */
export const ACTIONS = {
  "account.created": "closed",
  "account.signed_in": "closed",
  "account.sign_in_failed": "open",
  "account.signed_out": "open",
  "account.session_revoked": "open",
  "account.password_changed": "closed",
  "account.password_reset_requested": "open",
  "account.password_reset": "closed",
  "account.email_verified": "closed",
  "account.email_changed": "closed",
  "account.profile_changed": "open",
  "account.deleted": "open",
  "api_key.created": "closed",
  "api_key.changed": "closed",
  "api_key.resumed": "closed",
  "api_key.suspended": "open",
  "api_key.revoked": "open",
  "client.created": "closed",
  "client.changed": "closed",
  "client.resumed": "closed",
  "client.secret_rotated": "closed",
  "client.suspended": "open",
  "client.deleted": "open",
  "consent.granted": "closed",
  "consent.denied": "open",
  "consent.withdrawn": "open",
  "code.reused": "open",
  "token.issued": "closed",
  "token.refreshed": "closed",
  "token.revoked": "open",
  "token.reused": "open",
  "credential.created": "closed",
  "credential.deleted": "open",
  "grant.created": "closed",
  "grant.changed": "closed",
  "grant.revoked": "open",
} as const satisfies Record<string, "closed" | "open">;

export type AuditAction = keyof typeof ACTIONS;
