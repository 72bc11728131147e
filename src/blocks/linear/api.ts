import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { BlockError, type BlockIo } from "../block.ts";
import { type CredentialRef, credentialPin, exampleCredential } from "../credential-pin.ts";
import { graphql } from "../graphql.ts";

const LINEAR = { name: "Linear", base: "https://api.linear.app", path: "/graphql" };

export const LINEAR_URL = LINEAR.base + LINEAR.path;

export const linearCredentials = (...scopes: string[]) =>
  credentialPin({
    provider: "linear",
    types: ["api_key", "oauth2"],
    scopes,
    description: "Your Linear account",
  });

export const linearExample = exampleCredential("linear", "oauth2");

/** Asks Linear's GraphQL API. */
export const linear = <S extends z.ZodType>(
  io: BlockIo,
  using: CredentialRef,
  schema: S,
  query: string,
  variables: JsonObject,
): Promise<z.output<S>> => graphql(LINEAR, io, using, schema, query, variables);

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
