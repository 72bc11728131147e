/** The person at the browser, as far as an authorization goes. */
export interface Visitor {
  userId: string;
  /** Null where there is no session, only a user's token. */
  sessionId: string | null;
  /** When they last proved who they are, in milliseconds; null where that is not known. */
  signedInAt: number | null;
}
