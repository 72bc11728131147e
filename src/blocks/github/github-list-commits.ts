import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, repoPath, repoPin } from "./api.ts";

const Commit = () =>
  z
    .object({ sha: z.string(), message: z.string(), author: z.string(), date: z.string(), url: z.string() })
    .describe("A commit");

export const githubListCommits = block({
  id: "8b13f579-d8b6-4dc2-a140-f770428805de",
  name: "GithubListCommitsBlock",
  description: "Lists the commits on a branch of GitHub, newest first, by the page.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      repo_url: repoPin(),
      branch: z.string().default("main").describe("Branch, tag or commit"),
      per_page: z.int().min(1).max(100).default(30).describe("Commits on a page"),
      page: z.int().min(1).default(1).describe("Which page"),
    }),
  output: () => z.object({ commit: Commit(), commits: z.array(Commit()).describe("All of the page") }),
  async *run({ credentials, repo_url, branch, per_page, page }, io) {
    const Author = z.object({ name: z.string(), date: z.string() });
    const Found = z.object({
      sha: z.string(),
      html_url: z.string(),
      commit: z.object({ message: z.string(), author: Author.nullable() }),
    });
    const query = { sha: branch, per_page, page };
    const found = await github(io, credentials).ask(z.array(Found), `${repoPath(repo_url)}/commits`, {
      query,
    });
    const commits = found.map(({ sha, html_url, commit: { message, author } }) => ({
      sha,
      message,
      author: author?.name ?? "",
      date: author?.date ?? "",
      url: html_url,
    }));
    for (const commit of commits) yield ["commit", commit];
    yield ["commits", commits];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine", per_page: 1 },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/commits?sha=main&per_page=1&page=1",
          body: [
            {
              sha: "6dcb09b",
              html_url: "https://github.com/ada/engine/commit/6dcb09b",
              commit: { message: "Fix", author: { name: "Ada", date: "2026-11-22T10:00:00Z" } },
            },
          ],
        },
      ],
      yields: {
        commit: [
          {
            sha: "6dcb09b",
            message: "Fix",
            author: "Ada",
            date: "2026-11-22T10:00:00Z",
            url: "https://github.com/ada/engine/commit/6dcb09b",
          },
        ],
        commits: [
          [
            {
              sha: "6dcb09b",
              message: "Fix",
              author: "Ada",
              date: "2026-11-22T10:00:00Z",
              url: "https://github.com/ada/engine/commit/6dcb09b",
            },
          ],
        ],
      },
    },
  ],
});
