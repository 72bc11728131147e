import * as z from "zod";
import { block } from "../block.ts";
import { Author, github, githubCredentials, githubExample, pullRequestPath, pullRequestPin } from "./api.ts";

export const githubReadPullRequest = block({
  id: "bf94b2a4-1a30-4600-a783-a8a44ee31301",
  name: "GithubReadPullRequestBlock",
  description: "Reads a pull request of GitHub, with its changes when they are wanted.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      pr_url: pullRequestPin(),
      include_pr_changes: z.boolean().default(false).describe("Whether to read the changes too"),
    }),
  output: () =>
    z.object({
      title: z.string().describe("Its title"),
      body: z.string().describe("What it says, in Markdown"),
      author: z.string().describe("Who opened it"),
      changes: z.string().describe("Its changes as a unified diff"),
    }),
  async *run({ credentials, pr_url, include_pr_changes }, io) {
    const client = github(io, credentials);
    const PullRequest = z.object({ title: z.string(), body: z.string().nullable(), user: Author });
    const { title, body, user } = await client.ask(PullRequest, pullRequestPath(pr_url));
    yield ["title", title];
    yield ["body", body ?? ""];
    yield ["author", user];
    if (!include_pr_changes) return;
    const diff = await client.send(pullRequestPath(pr_url), {
      headers: { accept: "application/vnd.github.diff" },
    });
    yield ["changes", await diff.text()];
  },
  examples: [
    {
      input: {
        credentials: githubExample,
        pr_url: "https://github.com/ada/engine/pull/8/files",
        include_pr_changes: true,
      },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/pulls/8",
          body: { title: "Fix", body: "Closes #7", user: { login: "ada" } },
        },
        { method: "GET", url: "https://api.github.com/repos/ada/engine/pulls/8", body: "--- a\n+++ b\n" },
      ],
      yields: { title: ["Fix"], body: ["Closes #7"], author: ["ada"], changes: ["--- a\n+++ b\n"] },
    },
  ],
});
