import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, repoPath, repoPin } from "./api.ts";

const Issue = () => z.object({ title: z.string(), url: z.string() }).describe("An issue");

export const githubListIssues = block({
  id: "c215bfd7-0e57-4573-8f8c-f7d4963dcd74",
  name: "GithubListIssuesBlock",
  description: "Lists the open issues of a repository of GitHub, newest first, up to 100.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () => z.object({ credentials: githubCredentials(), repo_url: repoPin() }),
  output: () => z.object({ issue: Issue(), issues: z.array(Issue()).describe("All of them") }),
  async *run({ credentials, repo_url }, io) {
    const Found = z.object({ title: z.string(), html_url: z.string(), pull_request: z.unknown().optional() });
    const path = `${repoPath(repo_url)}/issues`;
    const found = await github(io, credentials).ask(z.array(Found), path, { query: { per_page: 100 } });
    const issues = found
      .filter(({ pull_request }) => pull_request === undefined)
      .map(({ title, html_url }) => ({ title, url: html_url }));
    for (const issue of issues) yield ["issue", issue];
    yield ["issues", issues];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/issues?per_page=100",
          body: [
            { title: "Stuck", html_url: "https://github.com/ada/engine/issues/7" },
            { title: "Fix", html_url: "https://github.com/ada/engine/pull/8", pull_request: {} },
          ],
        },
      ],
      yields: {
        issue: [{ title: "Stuck", url: "https://github.com/ada/engine/issues/7" }],
        issues: [[{ title: "Stuck", url: "https://github.com/ada/engine/issues/7" }]],
      },
    },
  ],
});
