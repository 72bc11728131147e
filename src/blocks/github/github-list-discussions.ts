import * as z from "zod";
import { block } from "../block.ts";
import { githubCredentials, githubExample, repoPin } from "./api.ts";
import { githubGraphql, repoVariables } from "./graphql.ts";

const QUERY =
  "query($owner: String!, $name: String!, $first: Int!) { repository(owner: $owner, name: $name) { discussions(first: $first) { nodes { title url } } } }";

const Discussion = () => z.object({ title: z.string(), url: z.string() }).describe("A discussion");

export const githubListDiscussions = block({
  id: "3ef1a419-3d76-4e07-b761-de9dad4d51d7",
  name: "GithubListDiscussionsBlock",
  description: "Lists the newest discussions of a repository of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      repo_url: repoPin(),
      num_discussions: z.int().min(1).max(100).default(5).describe("How many at most"),
    }),
  output: () =>
    z.object({ discussion: Discussion(), discussions: z.array(Discussion()).describe("All of them") }),
  async *run({ credentials, repo_url, num_discussions }, io) {
    const Found = z.object({
      repository: z.object({ discussions: z.object({ nodes: z.array(Discussion()) }) }),
    });
    const variables = { ...repoVariables(repo_url), first: num_discussions };
    const { repository } = await githubGraphql(io, credentials, Found, QUERY, variables);
    for (const discussion of repository.discussions.nodes) yield ["discussion", discussion];
    yield ["discussions", repository.discussions.nodes];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine", num_discussions: 2 },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/graphql",
          requestBody: { query: QUERY, variables: { owner: "ada", name: "engine", first: 2 } },
          body: {
            data: {
              repository: {
                discussions: {
                  nodes: [{ title: "Tea?", url: "https://github.com/ada/engine/discussions/9" }],
                },
              },
            },
          },
        },
      ],
      yields: {
        discussion: [{ title: "Tea?", url: "https://github.com/ada/engine/discussions/9" }],
        discussions: [[{ title: "Tea?", url: "https://github.com/ada/engine/discussions/9" }]],
      },
    },
    {
      input: { credentials: githubExample, repo_url: "ada/nowhere" },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/graphql",
          body: {
            data: { repository: null },
            errors: [{ type: "NOT_FOUND", message: "Could not resolve to a Repository." }],
          },
        },
      ],
      yields: { error: ["GitHub refuses: Could not resolve to a Repository."] },
    },
  ],
});
