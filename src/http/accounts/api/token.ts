import * as z from "zod";
import { issueUserToken } from "#auth/issuer.ts";
import { needSession } from "#auth/session.ts";
import { route } from "../../route.ts";

export const tokenRoute = route({
  method: "GET",
  path: "/token",
  scope: "public",
  summary: "A user token of 15 minutes for who is signed in, to call the platform from elsewhere",
  response: z.object({ token: z.string() }),
  errors: ["UNAUTHORIZED"],
  handle: async (ctx, { request }) => {
    const session = await needSession(ctx, request);
    const issued = { issuer: ctx.publicUrl, now: ctx.now() };
    return { token: await issueUserToken(ctx.issuerKeys, issued, session) };
  },
});
