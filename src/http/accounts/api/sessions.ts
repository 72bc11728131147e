import * as z from "zod";
import { needSession, sessionOf } from "#auth/session.ts";
import { noSessionCookie } from "#auth/session-cookie.ts";
import { endOtherSessions, endSession, signOut } from "#domain/sessions/end.ts";
import { listSessions } from "#domain/sessions/list.ts";
import { iso } from "#lib/clock.ts";
import { route } from "../../route.ts";
import { presentSession, SessionBody, StatusBody } from "./present.ts";

export const signOutRoute = route({
  method: "POST",
  path: "/sign-out",
  scope: "public",
  summary: "End the session",
  response: z.object({ success: z.literal(true) }),
  errors: ["FORBIDDEN"],
  handle: async (ctx, { request }) => {
    const session = await sessionOf(ctx, request);
    if (session !== null) await signOut(ctx, session);
    return Response.json({ success: true }, { headers: { "set-cookie": noSessionCookie(ctx.publicUrl) } });
  },
});

export const getSessionRoute = route({
  method: "GET",
  path: "/get-session",
  scope: "public",
  summary: "Who is signed in; null when nobody is",
  response: SessionBody.nullable(),
  errors: [],
  handle: async (ctx, { request }) => {
    const session = await sessionOf(ctx, request);
    return session === null ? null : presentSession(session);
  },
});

export const listSessionsRoute = route({
  method: "GET",
  path: "/list-sessions",
  scope: "public",
  summary: "Where one is signed in",
  response: z.array(
    z.object({
      id: z.uuid(),
      userAgent: z.string().nullable(),
      ipAddress: z.string().nullable(),
      createdAt: z.iso.datetime(),
      lastSeenAt: z.iso.datetime(),
      expiresAt: z.iso.datetime(),
      current: z.boolean(),
    }),
  ),
  errors: ["UNAUTHORIZED"],
  handle: async (ctx, { request }) => {
    const sessions = await listSessions(ctx, await needSession(ctx, request));
    return sessions.map(({ address, signedInAt, lastSeenAt, expiresAt, isCurrent, ...session }) => ({
      ...session,
      ipAddress: address,
      createdAt: iso(signedInAt),
      lastSeenAt: iso(lastSeenAt),
      expiresAt: iso(expiresAt),
      current: isCurrent,
    }));
  },
});

export const revokeSessionRoute = route({
  method: "POST",
  path: "/revoke-session",
  scope: "public",
  summary: "End one of one's own sessions",
  body: z.object({ id: z.uuid() }),
  response: StatusBody,
  errors: ["UNAUTHORIZED", "FORBIDDEN", "NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { body, request }) => {
    await endSession(ctx, await needSession(ctx, request), body.id);
    return { status: true as const };
  },
});

export const revokeOtherSessionsRoute = route({
  method: "POST",
  path: "/revoke-other-sessions",
  scope: "public",
  summary: "End all of one's own sessions but this one",
  response: StatusBody,
  errors: ["UNAUTHORIZED", "FORBIDDEN"],
  handle: async (ctx, { request }) => {
    await endOtherSessions(ctx, await needSession(ctx, request));
    return { status: true as const };
  },
});
