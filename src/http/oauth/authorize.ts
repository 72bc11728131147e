import * as z from "zod";
import { sessionOf } from "#auth/session.ts";
import type { OpenCtx } from "#domain/ctx.ts";
import { authorize, type Outcome } from "#domain/oauth/authorization/authorize.ts";
import {
  REQUEST_OBJECTS,
  type ReadRequest,
  readAuthorizationRequest,
} from "#domain/oauth/authorization/read-request.ts";
import { type AuthorizationRequest, PROMPTS } from "#domain/oauth/authorization/request.ts";
import type { Visitor } from "#domain/oauth/authorization/visitor.ts";
import { awaitSignIn, resumeRequest } from "#domain/oauth/authorization/waiting.ts";
import type { Session } from "#domain/sessions/session.ts";
import { once } from "#lib/once.ts";
import { redirect } from "../pages/page.ts";
import { codeAnswer, refuseAuthorization } from "./authorization-answer.ts";
import type { Endpoint, EndpointCall } from "./endpoint.ts";
import { consentPage } from "./pages/consent.ts";

const parameters = once(() =>
  z.object({
    response_type: z.literal("code"),
    client_id: z.string(),
    redirect_uri: z.string().describe("One that the client has registered, to the letter"),
    scope: z.string().optional().describe("Words with spaces between them"),
    state: z.string().optional(),
    response_mode: z.enum(["query", "form_post"]).optional(),
    code_challenge: z.string(),
    code_challenge_method: z.literal("S256"),
    nonce: z.string().optional(),
    prompt: z
      .string()
      .optional()
      .describe(`Of ${PROMPTS.join(", ")}`),
    max_age: z.string().optional().describe("Seconds since the person last signed in"),
    login_hint: z.string().optional().describe("The e-mail address of who is expected"),
    id_token_hint: z.string().optional(),
    resource: z.array(z.string()).optional().describe("What the token is for (RFC 8707); may be repeated"),
    ...Object.fromEntries(REQUEST_OBJECTS.map((name) => [name, z.never().optional()])),
  }),
);

/** RFC 6749 section 3.1; by GET or as a form (OpenID Connect Core section 3.1.2.1). */
export const authorizeEndpoint: Endpoint = {
  path: "/oauth/authorize",
  methods: ["GET", "POST"],
  summary: "Ask a person to let an application act for them; they sign in and decide on the way",
  caller: "public",
  query: parameters,
  form: parameters,
  errors: ["BAD_REQUEST", "RATE_LIMITED"],
  cors: false,
  limit: "authorize",
  answer: async (call) => {
    const { ctx, count } = call;
    const sent = await call.parameters();
    await count(sent.all("client_id")[0] ?? null);
    const asked = await readAuthorizationRequest(ctx, sent);
    return proceed(call, { ...asked, sentAt: null }, `/oauth/authorize?${sent.toString()}`);
  },
  refuse: (error, { ctx }) => refuseAuthorization(error, ctx.publicUrl),
};

/** Where a person comes back who had to sign in anew for a request. */
export const resumeEndpoint: Endpoint = {
  path: "/oauth/authorize/resume",
  methods: ["GET"],
  summary: "Go on with a request after signing in",
  caller: "session",
  query: once(() =>
    z.object({
      id: z.string(),
      redirect_uri: z.string().optional().describe("The beginning of the request's; not read here"),
    }),
  ),
  errors: ["BAD_REQUEST", "RATE_LIMITED"],
  cors: false,
  limit: "authorize",
  answer: async (call) => {
    await call.count(null);
    const id = (await call.parameters()).require("id");
    const asked = await resumeRequest(call.ctx, id);
    return proceed(call, asked, resumePath(id, asked.request));
  },
  refuse: (error, { ctx }) => refuseAuthorization(error, ctx.publicUrl),
};

/** With the scheme and host of the redirect URI, by which the pages on the way know where their forms may lead. */
const resumePath = (id: string, { redirectUri }: AuthorizationRequest): string =>
  `/oauth/authorize/resume?${new URLSearchParams({ id, redirect_uri: redirectUri.slice(0, 300) })}`;

async function proceed(
  { ctx, request }: EndpointCall,
  asked: ReadRequest & { sentAt: number | null },
  here: string,
): Promise<Response> {
  const session = await currentSession(ctx, request);
  return show(ctx, await authorize(ctx, asked, session === null ? null : visitorOf(session)), session, here);
}

/** Another site may well send a person here, even by a form: what happens next needs their consent or has it. */
const currentSession = (ctx: OpenCtx, request: Request): Promise<Session | null> =>
  sessionOf(ctx, new Request(request.url, { headers: request.headers }));

export const visitorOf = ({ userId, id, signedInAt }: Session): Visitor => ({
  userId,
  sessionId: id,
  signedInAt,
});

function show(
  ctx: OpenCtx,
  outcome: Outcome,
  session: Session | null,
  here: string,
): Response | Promise<Response> {
  switch (outcome.type) {
    case "code":
      return codeAnswer(outcome, ctx.publicUrl);
    case "consent":
      return consentPage(outcome, session?.email ?? "");
    case "sign-in":
      return signIn(ctx, outcome, here);
  }
}

/** What a place to come back to may measure. */
const MAX_RETURN_LENGTH = 4000;

/** A stored request asks for the password again, whoever is signed in. */
async function signIn(
  ctx: OpenCtx,
  { requestId, request }: Extract<Outcome, { type: "sign-in" }>,
  here: string,
): Promise<Response> {
  const stored = requestId ?? (here.length > MAX_RETURN_LENGTH ? await awaitSignIn(ctx, request) : null);
  const query = new URLSearchParams({
    return_to: stored === null ? here : resumePath(stored, request),
    ...(stored !== null && { again: "1" }),
    ...(request.loginHint !== null && { email: request.loginHint }),
  });
  return redirect(`/sign-in?${query}`);
}
