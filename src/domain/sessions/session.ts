/** A person's stay: from signing in to signing out, on one device. */
export interface Session {
  id: string;
  userId: string;
  email: string;
  emailVerified: boolean;
  name: string;
  timezone: string | null;
  /** When the password was given, in milliseconds since the epoch. */
  signedInAt: number;
  expiresAt: number;
}

/** A session that begins, with the secret that its cookie carries and that is kept nowhere. */
export interface NewSession {
  token: string;
  session: Session;
}

/** However much it is used, a session ends then. */
export const SESSION_LIFETIME_MS = 30 * 24 * 3_600_000;
