import * as z from "zod";
import { approveRequest } from "#domain/oauth/authorization/approve.ts";
import { readAuthorizationRequest } from "#domain/oauth/authorization/read-request.ts";
import { OAuthError, RedirectedError } from "#domain/oauth/error.ts";
import { parametersOf } from "#domain/oauth/parameters.ts";
import { AppError } from "#lib/errors.ts";
import { route } from "../../route.ts";
import { answerLocation } from "../authorization-answer.ts";

export const liveAuthorizeRoute = route({
  method: "POST",
  path: "/authorize",
  scope: "session",
  summary: "Approve an authorization request in the user's name, after a dialog of one's own",
  body: z.object({
    client_id: z.string(),
    redirect_uri: z.string(),
    scopes: z.array(z.string()).min(1).max(200),
    state: z.string(),
    response_type: z.string().default("code"),
    code_challenge: z.string(),
    code_challenge_method: z.string().default("S256"),
  }),
  response: z.object({ redirect_url: z.string() }),
  errors: ["BAD_REQUEST", "VALIDATION_ERROR"],
  handle: async (ctx, { body: { scopes, ...parameters } }) => {
    try {
      const query = new URLSearchParams({ ...parameters, scope: scopes.join(" ") });
      const { request } = await readAuthorizationRequest(ctx, parametersOf(query));
      const code = await approveRequest(ctx, request);
      return { redirect_url: answerLocation(request, { code }, ctx.publicUrl) };
    } catch (error) {
      if (error instanceof RedirectedError) {
        const answer = { error: error.code, error_description: error.message };
        return { redirect_url: answerLocation(error.returnTo, answer, ctx.publicUrl) };
      }
      if (error instanceof OAuthError) throw refused(error);
      throw error;
    }
  },
});

/** Here it is the user who is authenticated: a client that is wrong is a bad request. */
const refused = ({ code, message }: OAuthError): AppError =>
  new AppError("BAD_REQUEST", message, { details: { error: code } });
