import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { apiClient } from "../api.ts";
import { BlockError, type BlockIo } from "../block.ts";
import { type CredentialRef, credentialPin, exampleCredential } from "../credential-pin.ts";

const LINEAR = { name: "Linear", base: "https://api.linear.app" };

export const LINEAR_URL = `${LINEAR.base}/graphql`;

export const linearCredentials = (...scopes: string[]) =>
  credentialPin({
    provider: "linear",
    types: ["api_key", "oauth2"],
    scopes,
    description: "Your Linear account",
  });

export const linearExample = exampleCredential("linear", "oauth2");

/** Asks Linear's GraphQL API; its errors come with a status of 200. */
export async function linear<S extends z.ZodType>(
  io: BlockIo,
  using: CredentialRef,
  schema: S,
  query: string,
  variables: JsonObject,
): Promise<z.output<S>> {
  const Answer = z.object({
    data: z.unknown().optional(),
    errors: z.array(z.object({ message: z.string() })).default([]),
  });
  const client = apiClient(LINEAR, io, using);
  const { data, errors } = await client.ask(Answer, "/graphql", {
    method: "POST",
    body: { query, variables },
  });
  const [error] = errors;
  if (error !== undefined) throw new BlockError(`Linear refuses: ${error.message}`);
  const parsed = schema.safeParse(data);
  if (!parsed.success) throw new BlockError("Linear answered something unexpected");
  return parsed.data;
}

export const Issue = () =>
  z
    .object({
      id: z.string(),
      identifier: z.string(),
      title: z.string(),
      description: z.string().nullable(),
      priority: z.number(),
    })
    .describe("An issue");

export const ISSUE_FIELDS = "id identifier title description priority";

/** The id of a team by its name. */
export async function teamNamed(io: BlockIo, using: CredentialRef, name: string): Promise<string> {
  const Teams = z.object({ teams: z.object({ nodes: z.array(z.object({ id: z.string() })) }) });
  const query = "query($name: String!) { teams(filter: { name: { eqIgnoreCase: $name } }) { nodes { id } } }";
  const [team] = (await linear(io, using, Teams, query, { name })).teams.nodes;
  if (team === undefined) throw new BlockError(`Linear has no team "${name}"`);
  return team.id;
}
