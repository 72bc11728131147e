import * as z from "zod";
import { refuseForeign } from "#auth/same-origin.ts";
import { sessionCookie } from "#auth/session-cookie.ts";
import { Email, Name, Password } from "#domain/accounts/account.ts";
import { signUp } from "#domain/accounts/sign-up.ts";
import { route } from "../../route.ts";
import { presentUser, UserBody } from "./present.ts";

export const signUpRoute = route({
  method: "POST",
  path: "/sign-up/email",
  scope: "public",
  summary: "Make an account; without a token in the answer, look into the mailbox first",
  body: z.object({ email: Email, password: Password, name: Name }),
  response: z.object({ token: z.string().nullable(), user: UserBody }),
  errors: ["VALIDATION_ERROR", "FORBIDDEN", "RATE_LIMITED"],
  handle: async (ctx, { body, request }) => {
    refuseForeign(request, ctx.publicUrl);
    const { userId, begun } = await signUp(ctx, body);
    if (begun === null) {
      return { token: null, user: { id: userId, email: body.email, name: body.name, emailVerified: false } };
    }
    return Response.json(
      { token: begun.token, user: presentUser(begun.session) },
      { headers: { "set-cookie": sessionCookie(begun, ctx.publicUrl) } },
    );
  },
});
