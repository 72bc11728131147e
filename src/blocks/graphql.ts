import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import { type Api, apiClient, understood } from "./api.ts";
import { BlockError, type BlockIo } from "./block.ts";
import type { CredentialRef } from "./credential-pin.ts";

export interface GraphqlApi extends Api {
  /** Below `base`. */
  path: string;
}

const Failure = z.object({
  message: z.string(),
  type: z.string().optional(),
  extensions: z
    .object({ code: z.string().optional(), userPresentableMessage: z.string().optional() })
    .default({}),
});

const Failures = z.object({ errors: z.array(Failure).default([]) });

/** Asks a GraphQL API; what it objects to comes with a status of 200, and without data or with a part of it. */
export async function graphql<S extends z.ZodType>(
  { path, ...api }: GraphqlApi,
  io: BlockIo,
  using: CredentialRef,
  schema: S,
  query: string,
  variables: JsonObject,
): Promise<z.output<S>> {
  const client = apiClient({ ...api, isBusy }, io, using);
  const Answer = Failures.extend({ data: z.json().default(null) });
  const answer = await client.ask(Answer, path, { method: "POST", body: { query, variables } });
  const [error] = answer.errors;
  if (error === undefined) return understood(api, schema, answer.data);
  const said = error.extensions.userPresentableMessage ?? error.message;
  throw new BlockError(`${api.name} refuses: ${said}`, { retryable: isRateLimit(error) });
}

/** Linear says so with a status of 400. */
function isBusy(body: Json): boolean {
  const said = Failures.safeParse(body);
  return said.success && said.data.errors.some(isRateLimit);
}

/** A type of error at GitHub, a code at Linear. */
const isRateLimit = ({ type, extensions }: z.output<typeof Failure>): boolean =>
  type === "RATE_LIMITED" || extensions.code === "RATELIMITED";
