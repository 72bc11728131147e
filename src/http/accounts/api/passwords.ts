import * as z from "zod";
import { refuseForeign } from "#auth/same-origin.ts";
import { needSession } from "#auth/session.ts";
import { Email, Password } from "#domain/accounts/account.ts";
import { changePassword } from "#domain/accounts/change-password.ts";
import { requestReset, resetPassword } from "#domain/accounts/reset-password.ts";
import { route } from "../../route.ts";
import { StatusBody } from "./present.ts";

export const changePasswordRoute = route({
  method: "POST",
  path: "/change-password",
  scope: "public",
  summary: "Change the password, and end all other sessions",
  body: z.object({ currentPassword: z.string().max(256), newPassword: Password }),
  response: StatusBody,
  errors: ["UNAUTHORIZED", "BAD_REQUEST", "FORBIDDEN", "VALIDATION_ERROR", "RATE_LIMITED"],
  handle: async (ctx, { body, request }) => {
    const session = await needSession(ctx, request);
    await changePassword(ctx, session, { current: body.currentPassword, next: body.newPassword });
    return { status: true as const };
  },
});

export const requestResetRoute = route({
  method: "POST",
  path: "/request-password-reset",
  scope: "public",
  summary: "Mail a link to choose a new password, if the address has an account",
  body: z.object({ email: Email }),
  response: StatusBody,
  errors: ["FORBIDDEN", "VALIDATION_ERROR", "RATE_LIMITED"],
  handle: async (ctx, { body, request }) => {
    refuseForeign(request, ctx.publicUrl);
    await requestReset(ctx, body.email);
    return { status: true as const };
  },
});

export const resetPasswordRoute = route({
  method: "POST",
  path: "/reset-password",
  scope: "public",
  summary: "Set a new password with the token of a mailed link",
  body: z.object({ token: z.string().max(100), newPassword: Password }),
  response: StatusBody,
  errors: ["BAD_REQUEST", "FORBIDDEN", "VALIDATION_ERROR"],
  handle: async (ctx, { body, request }) => {
    refuseForeign(request, ctx.publicUrl);
    await resetPassword(ctx, { token: body.token, password: body.newPassword });
    return { status: true as const };
  },
});
