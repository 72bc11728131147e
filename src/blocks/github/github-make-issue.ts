import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, repoPath, repoPin } from "./api.ts";

export const githubMakeIssue = block({
  id: "691dad47-f494-44c3-a1e8-05b7990f2dab",
  name: "GithubMakeIssueBlock",
  description: "Opens an issue in a repository of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      repo_url: repoPin(),
      title: z.string().describe("Title of the issue"),
      body: z.string().describe("What it says, in Markdown"),
    }),
  output: () =>
    z.object({ number: z.int().describe("Number of the issue"), url: z.string().describe("Its page") }),
  async *run({ credentials, repo_url, title, body }, io) {
    const Issue = z.object({ number: z.int(), html_url: z.string() });
    const issue = await github(io, credentials).ask(Issue, `${repoPath(repo_url)}/issues`, {
      method: "POST",
      body: { title, body },
    });
    yield ["number", issue.number];
    yield ["url", issue.html_url];
  },
  examples: [
    {
      input: {
        credentials: githubExample,
        repo_url: "https://github.com/ada/engine",
        title: "Stuck",
        body: "It is",
      },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/issues",
          requestBody: { title: "Stuck", body: "It is" },
          status: 201,
          body: { number: 9, html_url: "https://github.com/ada/engine/issues/9" },
        },
      ],
      yields: { number: [9], url: ["https://github.com/ada/engine/issues/9"] },
    },
    {
      input: { credentials: githubExample, repo_url: "ada/engine", title: "Stuck", body: "" },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/issues",
          status: 403,
          body: { message: "Resource not accessible by integration" },
        },
      ],
      yields: {
        error: [
          "GitHub answered 403: Resource not accessible by integration. Check the credential and what it may do",
        ],
      },
    },
    {
      input: { credentials: githubExample, repo_url: "https://example.com/ada", title: "Stuck", body: "" },
      yields: {
        error: ['"https://example.com/ada" names no repository on GitHub; write owner/name, or its URL'],
      },
    },
  ],
});
