/** Short-lived stand-ins for a credential, for places where a credential would be written down (a URL). */
export interface Tickets {
  issue(userId: string): Promise<Ticket>;
  /** The user that a ticket was issued to; null when it is forged or too old. */
  redeem(ticket: string): Promise<string | null>;
}

export interface Ticket {
  ticket: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}
