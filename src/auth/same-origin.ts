import { AppError } from "#lib/errors.ts";

/**
 * 403 for a request that another site made a browser send. Browsers say where a request comes from in
 * `Sec-Fetch-Site` and `Origin`, which scripts cannot write; a client that says neither is no browser.
 */
export function refuseForeign(request: Request, publicUrl: string): void {
  if (isForeign(request, publicUrl)) throw new AppError("FORBIDDEN", "This request comes from another site");
}

/** Whether another site made a browser send a request. */
export function isForeign(request: Request, publicUrl: string): boolean {
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  if (site !== null && site !== "same-origin" && site !== "none") return true;
  if (origin === null) return false;
  const own = [new URL(publicUrl).origin, new URL(request.url).origin];
  return !own.includes(origin) && !(origin === "null" && site === "same-origin");
}

/** Methods that change nothing. */
export const isSafe = (method: string): boolean => ["GET", "HEAD", "OPTIONS"].includes(method);
