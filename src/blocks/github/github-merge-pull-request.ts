import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, pullRequestPath, pullRequestPin } from "./api.ts";

export const githubMergePullRequest = block({
  id: "77456c22-33d8-4fd4-9eef-50b46a35bb48",
  name: "GithubMergePullRequestBlock",
  description: "Merges a pull request of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  sensitive: true,
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      pr_url: pullRequestPin(),
      merge_method: z.enum(["merge", "squash", "rebase"]).default("merge").describe("How to merge it"),
      commit_title: z.string().default("").describe("Title of the merge commit; GitHub's own unless given"),
      commit_message: z.string().default("").describe("Its message; GitHub's own unless given"),
    }),
  output: () =>
    z.object({
      sha: z.string().describe("The merge commit"),
      merged: z.boolean().describe("Whether it is merged"),
      message: z.string().describe("What GitHub says"),
    }),
  async *run({ credentials, pr_url, merge_method, commit_title, commit_message }, io) {
    const Merged = z.object({ sha: z.string(), merged: z.boolean(), message: z.string() });
    const { sha, merged, message } = await github(io, credentials).ask(
      Merged,
      `${pullRequestPath(pr_url)}/merge`,
      {
        method: "PUT",
        body: {
          merge_method,
          ...(commit_title !== "" && { commit_title }),
          ...(commit_message !== "" && { commit_message }),
        },
      },
    );
    yield ["sha", sha];
    yield ["merged", merged];
    yield ["message", message];
  },
  examples: [
    {
      input: {
        credentials: githubExample,
        pr_url: "https://github.com/ada/engine/pull/8",
        merge_method: "squash",
        commit_title: "Fix",
      },
      answers: [
        {
          method: "PUT",
          url: "https://api.github.com/repos/ada/engine/pulls/8/merge",
          requestBody: { merge_method: "squash", commit_title: "Fix" },
          body: { sha: "6dcb09b", merged: true, message: "Pull Request successfully merged" },
        },
      ],
      yields: { sha: ["6dcb09b"], merged: [true], message: ["Pull Request successfully merged"] },
    },
    {
      input: { credentials: githubExample, pr_url: "https://github.com/ada/engine/pull/8" },
      answers: [
        {
          method: "PUT",
          url: "https://api.github.com/repos/ada/engine/pulls/8/merge",
          requestBody: { merge_method: "merge" },
          status: 405,
          body: { message: "Pull Request is not mergeable" },
        },
      ],
      yields: { error: ["GitHub answered 405: Pull Request is not mergeable"] },
    },
  ],
});
