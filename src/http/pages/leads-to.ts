/**
 * Where a form may lead whose answer goes on to an application. Chromium holds the whole chain of redirects after a
 * form to `form-action`, and the application may send people on in turn.
 */
export const APPLICATIONS = ["https:", "http://127.0.0.1:*", "http://localhost:*"] as const;

/** The same for a form after which somebody goes on to `returnTo`: only an authorization leads to applications. */
export const leadsTo = (returnTo: string | null): readonly string[] =>
  returnTo?.startsWith("/oauth/") ? APPLICATIONS : [];
