import * as z from "zod";
import { refuseForeign } from "#auth/same-origin.ts";
import { sessionCookie } from "#auth/session-cookie.ts";
import { signIn } from "#domain/accounts/sign-in.ts";
import { route } from "../../route.ts";
import { presentUser, UserBody } from "./present.ts";

export const signInRoute = route({
  method: "POST",
  path: "/sign-in/email",
  scope: "public",
  summary: "Begin a session; its cookie is in the answer",
  body: z.object({ email: z.string().trim().toLowerCase().max(254), password: z.string().max(256) }),
  response: z.object({ redirect: z.literal(false), token: z.string(), user: UserBody }),
  errors: ["UNAUTHORIZED", "VALIDATION_ERROR", "FORBIDDEN", "RATE_LIMITED"],
  handle: async (ctx, { body, request }) => {
    refuseForeign(request, ctx.publicUrl);
    const begun = await signIn(ctx, body);
    return Response.json(
      { redirect: false, token: begun.token, user: presentUser(begun.session) },
      { headers: { "set-cookie": sessionCookie(begun, ctx.publicUrl) } },
    );
  },
});
