import * as z from "zod";
import { needSession, sessionOf } from "#auth/session.ts";
import { sessionCookie } from "#auth/session-cookie.ts";
import { resendVerification, verifyEmail } from "#domain/accounts/verify-email.ts";
import { route } from "../../route.ts";
import { StatusBody } from "./present.ts";

export const sendVerificationRoute = route({
  method: "POST",
  path: "/send-verification-email",
  scope: "public",
  summary: "Mail the link that confirms one's own address again",
  response: StatusBody,
  errors: ["UNAUTHORIZED", "FORBIDDEN", "RATE_LIMITED"],
  handle: async (ctx, { request }) => {
    await resendVerification(ctx, await needSession(ctx, request));
    return { status: true as const };
  },
});

export const verifyEmailRoute = route({
  method: "POST",
  path: "/verify-email",
  scope: "public",
  summary: "Confirm an address with the token of a mailed link, in a session or with the password",
  body: z.object({ token: z.string().max(100), password: z.string().max(256).optional() }),
  response: StatusBody,
  errors: ["BAD_REQUEST", "UNAUTHORIZED", "FORBIDDEN", "VALIDATION_ERROR", "RATE_LIMITED"],
  handle: async (ctx, { body, request }) => {
    const session = await sessionOf(ctx, request);
    const begun = await verifyEmail(ctx, { token: body.token, password: body.password ?? null }, session);
    if (begun === null) return { status: true as const };
    return Response.json(
      { status: true },
      { headers: { "set-cookie": sessionCookie(begun, ctx.publicUrl) } },
    );
  },
});
