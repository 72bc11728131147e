import { parse, serialize } from "hono/utils/cookie";
import type { NewSession } from "#domain/sessions/session.ts";

/**
 * The cookie that carries a session. Under https no other host can set it, which its prefix says; under plain http,
 * where only a local stack is, cookie jars send nothing that is `Secure`.
 */
function cookieOf(publicUrl: string) {
  const secure = publicUrl.startsWith("https:");
  const options = { path: "/", httpOnly: true, sameSite: "Lax" } as const;
  return { name: secure ? "__Host-session" : "session", options: { ...options, secure } };
}

export const sessionCookieName = (publicUrl: string): string => cookieOf(publicUrl).name;

/** The session's secret that a request carries; null when it carries none. */
export function readSessionCookie(headers: Headers, publicUrl: string): string | null {
  const { name } = cookieOf(publicUrl);
  return parse(headers.get("cookie") ?? "", name)[name] ?? null;
}

/** A `Set-Cookie` for a session that begins. */
export function sessionCookie({ token, session }: NewSession, publicUrl: string): string {
  const { name, options } = cookieOf(publicUrl);
  return serialize(name, token, { ...options, expires: new Date(session.expiresAt) });
}

/** A `Set-Cookie` that takes the cookie away. */
export function noSessionCookie(publicUrl: string): string {
  const { name, options } = cookieOf(publicUrl);
  return serialize(name, "", { ...options, maxAge: 0 });
}
