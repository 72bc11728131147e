import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, repoPath, repoPin } from "./api.ts";

const PullRequest = () => z.object({ title: z.string(), url: z.string() }).describe("A pull request");

export const githubListPullRequests = block({
  id: "ffef3c4c-6cd0-48dd-817d-459f975219f4",
  name: "GithubListPullRequestsBlock",
  description: "Lists the open pull requests of a repository of GitHub, newest first, up to 100.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () => z.object({ credentials: githubCredentials(), repo_url: repoPin() }),
  output: () =>
    z.object({ pull_request: PullRequest(), pull_requests: z.array(PullRequest()).describe("All of them") }),
  async *run({ credentials, repo_url }, io) {
    const Found = z.object({ title: z.string(), html_url: z.string() });
    const path = `${repoPath(repo_url)}/pulls`;
    const found = await github(io, credentials).ask(z.array(Found), path, { query: { per_page: 100 } });
    const requests = found.map(({ title, html_url }) => ({ title, url: html_url }));
    for (const request of requests) yield ["pull_request", request];
    yield ["pull_requests", requests];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "https://github.com/ada/engine" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/pulls?per_page=100",
          body: [{ title: "Fix", html_url: "https://github.com/ada/engine/pull/8", number: 8 }],
        },
      ],
      yields: {
        pull_request: [{ title: "Fix", url: "https://github.com/ada/engine/pull/8" }],
        pull_requests: [[{ title: "Fix", url: "https://github.com/ada/engine/pull/8" }]],
      },
    },
  ],
});
