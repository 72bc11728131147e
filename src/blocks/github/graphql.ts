import type * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import type { BlockIo } from "../block.ts";
import type { CredentialRef } from "../credential-pin.ts";
import { graphql } from "../graphql.ts";
import { GITHUB, repoPath } from "./api.ts";

/** Asks GitHub's GraphQL API, for what its REST API does not have. */
export const githubGraphql = <S extends z.ZodType>(
  io: BlockIo,
  using: CredentialRef,
  schema: S,
  query: string,
  variables: JsonObject,
): Promise<z.output<S>> => graphql({ ...GITHUB, path: "/graphql" }, io, using, schema, query, variables);

/** The variables that name a repository. */
export function repoVariables(repository: string): { owner: string; name: string } {
  const [owner = "", name = ""] = repoPath(repository).split("/").slice(2);
  return { owner, name };
}
