import * as z from "zod";
import { BlockError, type BlockIo, block } from "../block.ts";
import type { CredentialRef } from "../credential-pin.ts";
import { githubExample } from "./api.ts";
import { githubGraphql, repoVariables } from "./graphql.ts";
import { numberedPullRequestPins } from "./review.ts";

const THREADS =
  "query($owner: String!, $name: String!, $number: Int!, $after: String) { repository(owner: $owner, name: $name) { pullRequest(number: $number) { reviewThreads(first: 50, after: $after) { pageInfo { hasNextPage endCursor } nodes { id comments(first: 100) { nodes { databaseId } } } } } } }";
const RESOLVE =
  "mutation($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { isResolved } } }";
const UNRESOLVE =
  "mutation($id: ID!) { unresolveReviewThread(input: { threadId: $id }) { thread { isResolved } } }";

export const githubResolveReviewDiscussion = block({
  id: "b4b8a38c-95ae-4c91-9ef8-c2cffaf2b5d1",
  name: "GithubResolveReviewDiscussionBlock",
  description: "Marks a discussion on lines of a pull request of GitHub as resolved, or as open again.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      ...numberedPullRequestPins(),
      comment_id: z.int().describe("Id of a comment of the discussion"),
      resolve: z.boolean().default(true).describe("Whether it is resolved, not open again"),
    }),
  output: () => z.object({ success: z.boolean().describe("Whether it is so now") }),
  async *run({ credentials, repo, pr_number, comment_id, resolve }, io) {
    const id = await threadOf(io, credentials, { ...repoVariables(repo), number: pr_number }, comment_id);
    const Thread = z.object({ thread: z.object({ isResolved: z.boolean() }) });
    const Done = z.record(z.string(), Thread);
    const done = await githubGraphql(io, credentials, Done, resolve ? RESOLVE : UNRESOLVE, { id });
    yield ["success", Object.values(done).every(({ thread }) => thread.isResolved === resolve)];
  },
  examples: [
    {
      input: { credentials: githubExample, repo: "ada/engine", pr_number: 8, comment_id: 12 },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/graphql",
          requestBody: {
            query: THREADS,
            variables: { owner: "ada", name: "engine", number: 8, after: null },
          },
          body: threadsAnswer([{ id: "T1", comments: [11] }], "c1"),
        },
        {
          method: "POST",
          url: "https://api.github.com/graphql",
          requestBody: {
            query: THREADS,
            variables: { owner: "ada", name: "engine", number: 8, after: "c1" },
          },
          body: threadsAnswer([{ id: "T2", comments: [10, 12] }], null),
        },
        {
          method: "POST",
          url: "https://api.github.com/graphql",
          requestBody: { query: RESOLVE, variables: { id: "T2" } },
          body: { data: { resolveReviewThread: { thread: { isResolved: true } } } },
        },
      ],
      yields: { success: [true] },
    },
    {
      input: { credentials: githubExample, repo: "ada/engine", pr_number: 8, comment_id: 12, resolve: false },
      answers: [{ method: "POST", url: "https://api.github.com/graphql", body: threadsAnswer([], null) }],
      yields: { error: ["The pull request has no discussion with the comment 12"] },
    },
  ],
});

/** The discussion that a comment belongs to: GitHub tells them by the page. */
async function threadOf(
  io: BlockIo,
  using: CredentialRef,
  pullRequest: { owner: string; name: string; number: number },
  comment: number,
  after: string | null = null,
): Promise<string> {
  const { repository } = await githubGraphql(io, using, Threads, THREADS, { ...pullRequest, after });
  const { nodes, pageInfo } = repository.pullRequest.reviewThreads;
  const found = nodes.find(({ comments }) => comments.nodes.some(({ databaseId }) => databaseId === comment));
  if (found !== undefined) return found.id;
  if (pageInfo.hasNextPage) return await threadOf(io, using, pullRequest, comment, pageInfo.endCursor);
  throw new BlockError(`The pull request has no discussion with the comment ${comment}`);
}

const Threads = z.object({
  repository: z.object({
    pullRequest: z.object({
      reviewThreads: z.object({
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
        nodes: z.array(
          z.object({
            id: z.string(),
            comments: z.object({ nodes: z.array(z.object({ databaseId: z.int().nullable() })) }),
          }),
        ),
      }),
    }),
  }),
});

function threadsAnswer(threads: readonly { id: string; comments: number[] }[], endCursor: string | null) {
  const nodes = threads.map(({ id, comments }) => ({
    id,
    comments: { nodes: comments.map((databaseId) => ({ databaseId })) },
  }));
  const reviewThreads = { pageInfo: { hasNextPage: endCursor !== null, endCursor }, nodes };
  return { data: { repository: { pullRequest: { reviewThreads } } } };
}
