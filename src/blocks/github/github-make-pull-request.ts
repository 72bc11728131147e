import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, repoPath, repoPin } from "./api.ts";

export const githubMakePullRequest = block({
  id: "dfb987f8-f197-4b2e-bf19-111812afd692",
  name: "GithubMakePullRequestBlock",
  description: "Opens a pull request in a repository of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      repo_url: repoPin(),
      title: z.string().describe("Title of the pull request"),
      body: z.string().describe("What it says, in Markdown"),
      head: z.string().describe("The branch with the changes; owner:branch for one of another repository"),
      base: z.string().describe("The branch to merge them into"),
    }),
  output: () =>
    z.object({
      number: z.int().describe("Number of the pull request"),
      url: z.string().describe("Its page"),
    }),
  async *run({ credentials, repo_url, title, body, head, base }, io) {
    const PullRequest = z.object({ number: z.int(), html_url: z.string() });
    const made = await github(io, credentials).ask(PullRequest, `${repoPath(repo_url)}/pulls`, {
      method: "POST",
      body: { title, body, head, base },
    });
    yield ["number", made.number];
    yield ["url", made.html_url];
  },
  examples: [
    {
      input: {
        credentials: githubExample,
        repo_url: "ada/engine",
        title: "Fix",
        body: "Closes #7",
        head: "fix",
        base: "main",
      },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/pulls",
          requestBody: { title: "Fix", body: "Closes #7", head: "fix", base: "main" },
          status: 201,
          body: { number: 8, html_url: "https://github.com/ada/engine/pull/8" },
        },
      ],
      yields: { number: [8], url: ["https://github.com/ada/engine/pull/8"] },
    },
  ],
});
