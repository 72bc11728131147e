import type { Principal } from "../principal.ts";

/** Short-lived stand-ins for a credential, for places where a credential would be written down (a URL). */
export interface Tickets {
  issue(bearer: TicketBearer): Promise<Ticket>;
  /** Whose ticket it is; null when it is forged or too old. */
  redeem(ticket: string): Promise<TicketBearer | null>;
}

export interface Ticket {
  ticket: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** The credential that a ticket was made with, by its id: a ticket opens what that opens when it is used, and no more. */
export interface TicketBearer {
  kind: Principal["kind"];
  userId: string;
  /** Of the session, the API key or the access token; null for a person whom another issuer vouches for. */
  credentialId: string | null;
}

export function bearerOf(principal: Principal): TicketBearer {
  const { kind, userId } = principal;
  switch (principal.kind) {
    case "user":
      return { kind, userId, credentialId: principal.sessionId ?? null };
    case "api-key":
      return { kind, userId, credentialId: principal.keyId };
    case "oauth":
      return { kind, userId, credentialId: principal.tokenId };
  }
}
