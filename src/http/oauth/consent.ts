import * as z from "zod";
import { refuseForeign } from "#auth/same-origin.ts";
import { sessionOf } from "#auth/session.ts";
import { decideRequest } from "#domain/oauth/authorization/decide.ts";
import { OAuthError } from "#domain/oauth/error.ts";
import { once } from "#lib/once.ts";
import { codeAnswer, refuseAuthorization } from "./authorization-answer.ts";
import { visitorOf } from "./authorize.ts";
import type { Endpoint } from "./endpoint.ts";

/** What a person decides on the consent page. */
export const consentEndpoint: Endpoint = {
  path: "/oauth/consent",
  methods: ["POST"],
  summary: "Allow or deny what an application asks for; the form of the consent page",
  caller: "session",
  form: once(() => z.object({ request: z.uuid(), csrf: z.string(), decision: z.enum(["allow", "deny"]) })),
  errors: ["BAD_REQUEST", "FORBIDDEN", "RATE_LIMITED"],
  cors: false,
  limit: "authorize",
  answer: async ({ ctx, request, count, parameters }) => {
    await count(null);
    refuseForeign(request, ctx.publicUrl);
    const form = await parameters();
    form.refuseDoubled([]);
    const session = await sessionOf(ctx, request);
    if (session === null) throw new OAuthError("access_denied", "You are not signed in any more");
    const question = { requestId: form.require("request"), csrf: form.require("csrf") };
    const decided = await decideRequest(
      ctx,
      question,
      decisionOf(form.require("decision")),
      visitorOf(session),
    );
    return codeAnswer(decided, ctx.publicUrl);
  },
  refuse: (error, { ctx }) => refuseAuthorization(error, ctx.publicUrl),
};

function decisionOf(text: string): "allow" | "deny" {
  if (text === "allow" || text === "deny") return text;
  throw new OAuthError("invalid_request", "The decision is neither allow nor deny");
}
