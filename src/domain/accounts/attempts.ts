/** What is worth guessing at or flooding: passwords, and other people's mailboxes. */
export type AttemptKind = "password" | "mail";

/** Bounds how often something may be tried. */
export interface Attempts {
  /** Counts one by somebody. RATE_LIMITED when there were too many, UNAVAILABLE when they cannot be counted. */
  count(kind: AttemptKind, by: "address" | "account", who: string): Promise<void>;
}
