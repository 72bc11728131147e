import { buildSchema, GraphQLError, graphql } from "graphql";
import { Hono } from "hono";
import * as z from "zod";
import type { Repository, Review } from "./github-world.ts";

/** The part of GitHub's schema that there is here: https://docs.github.com/graphql */
const SCHEMA = buildSchema(`
  type Query { repository(owner: String!, name: String!, followRenames: Boolean): Repository }
  type Mutation {
    resolveReviewThread(input: ResolveReviewThreadInput!): ResolveReviewThreadPayload
    unresolveReviewThread(input: UnresolveReviewThreadInput!): UnresolveReviewThreadPayload
  }
  input ResolveReviewThreadInput { clientMutationId: String threadId: ID! }
  input UnresolveReviewThreadInput { clientMutationId: String threadId: ID! }
  type ResolveReviewThreadPayload { thread: PullRequestReviewThread }
  type UnresolveReviewThreadPayload { thread: PullRequestReviewThread }
  type Repository {
    discussions(first: Int, after: String): DiscussionConnection!
    pullRequest(number: Int!): PullRequest
  }
  type DiscussionConnection { nodes: [Discussion] totalCount: Int! }
  type Discussion { title: String! url: String! }
  type PullRequest { reviewThreads(first: Int, after: String): PullRequestReviewThreadConnection! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type PullRequestReviewThreadConnection { nodes: [PullRequestReviewThread] pageInfo: PageInfo! }
  type PullRequestReviewThread { id: ID! isResolved: Boolean! comments(first: Int): PullRequestReviewCommentConnection! }
  type PullRequestReviewCommentConnection { nodes: [PullRequestReviewComment] }
  type PullRequestReviewComment { databaseId: Int body: String! }
`);

type Thread = Review["comments"][number];

/** GitHub's GraphQL API; the token has been checked. */
export function githubGraphql(repositories: ReadonlyMap<string, Repository>): Hono {
  const app = new Hono();
  app.post("/graphql", async (c) => {
    const { query, variables } = Asked.parse(await c.req.json());
    const answer = await graphql({
      schema: SCHEMA,
      source: query,
      variableValues: variables,
      rootValue: rootOf(repositories),
    });
    const errors = answer.errors?.map(({ message, path, extensions }) => ({ ...extensions, path, message }));
    return c.json({ ...answer, ...(errors !== undefined && { errors }) });
  });
  return app;
}

const Asked = z.object({ query: z.string(), variables: z.record(z.string(), z.json()).default({}) });

function rootOf(repositories: ReadonlyMap<string, Repository>) {
  const threads = (repository: Repository, number?: number): Thread[] =>
    repository.pulls
      .filter((pull) => (number ?? pull.number) === pull.number)
      .flatMap(({ reviews }) => reviews.flatMap(({ comments }) => comments));
  const settle =
    (isResolved: boolean) =>
    ({ input }: { input: { threadId: string } }) => {
      const all = [...repositories.values()].flatMap((repository) => threads(repository));
      const thread = all.find((each) => idOf(each) === input.threadId);
      if (thread === undefined)
        throw notFound(`Could not resolve to a node with the global id of '${input.threadId}'`);
      thread.isResolved = isResolved;
      return { thread: presentThread(thread) };
    };
  return {
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const found = repositories.get(`${owner}/${name}`);
      if (found === undefined) {
        throw notFound(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
      }
      return {
        discussions: ({ first = 100 }: { first?: number }) => ({
          nodes: found.discussions.slice(0, first),
          totalCount: found.discussions.length,
        }),
        pullRequest: ({ number }: { number: number }) => ({
          reviewThreads: ({ first = 100, after }: { first?: number; after?: string }) => {
            const at = Number(after ?? 0);
            const all = threads(found, number);
            const nodes = all.slice(at, at + first).map(presentThread);
            return {
              nodes,
              pageInfo: { hasNextPage: at + first < all.length, endCursor: String(at + first) },
            };
          },
        }),
      };
    },
    resolveReviewThread: settle(true),
    unresolveReviewThread: settle(false),
  };
}

const idOf = ({ id }: Thread): string => `PRRT_${id}`;

const presentThread = (thread: Thread) => ({
  id: idOf(thread),
  isResolved: thread.isResolved,
  comments: { nodes: [{ databaseId: thread.id, body: thread.body }] },
});

const notFound = (message: string) => new GraphQLError(message, { extensions: { type: "NOT_FOUND" } });
