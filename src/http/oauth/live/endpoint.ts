import * as z from "zod";
import type { OpenCtx } from "#domain/ctx.ts";
import { invalid } from "#lib/errors.ts";
import { issuesOf, issueText } from "#lib/issues.ts";
import { readJson } from "../../body.ts";
import type { Endpoint } from "../endpoint.ts";

/** How a client says who it is at this door; a public one has no secret. */
export const clientFields = { client_id: z.string(), client_secret: z.string().nullish() };

interface Spec<B extends z.ZodType<{ client_id: string }>, R extends z.ZodType> {
  path: Endpoint["path"];
  summary: string;
  body: B;
  response: R;
  answer(ctx: OpenCtx, body: z.output<B>): Promise<z.input<R>>;
}

/** An OAuth endpoint that takes JSON in place of a form. 422 when its shape is wrong. */
export const liveEndpoint = <B extends z.ZodType<{ client_id: string }>, R extends z.ZodType>(
  spec: Spec<B, R>,
): Endpoint => ({
  path: spec.path,
  methods: ["POST"],
  summary: spec.summary,
  caller: "client",
  body: () => spec.body,
  response: () => spec.response,
  errors: ["BAD_REQUEST", "UNAUTHORIZED", "VALIDATION_ERROR", "RATE_LIMITED"],
  cors: true,
  limit: "token",
  answer: async ({ ctx, request, count }) => {
    const parsed = spec.body.safeParse(await readJson(request), { error: issueText });
    if (!parsed.success) throw invalid(issuesOf(parsed.error));
    await count(parsed.data.client_id);
    return Response.json(await spec.answer(ctx, parsed.data), { headers: { "cache-control": "no-store" } });
  },
});
