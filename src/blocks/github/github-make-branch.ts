import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, pathPart, repoPath, repoPin } from "./api.ts";

export const githubMakeBranch = block({
  id: "944cc076-95e7-4d1b-b6b6-b15d8ee5448d",
  name: "GithubMakeBranchBlock",
  description: "Makes a branch in a repository of GitHub, where another one is.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      repo_url: repoPin(),
      new_branch: z.string().describe("Name of the new branch"),
      source_branch: z.string().describe("The branch that it begins at"),
    }),
  output: () => z.object({ status: z.string().describe("What was done") }),
  async *run({ credentials, repo_url, new_branch, source_branch }, io) {
    const client = github(io, credentials);
    const path = repoPath(repo_url);
    const Ref = z.object({ object: z.object({ sha: z.string() }) });
    const { object } = await client.ask(Ref, `${path}/git/ref/heads/${pathPart(source_branch)}`);
    await client.send(`${path}/git/refs`, {
      method: "POST",
      body: { ref: `refs/heads/${new_branch}`, sha: object.sha },
    });
    yield ["status", "Branch created successfully"];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine", new_branch: "fix", source_branch: "main" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/git/ref/heads/main",
          body: { ref: "refs/heads/main", object: { sha: "aa218f5", type: "commit" } },
        },
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/git/refs",
          requestBody: { ref: "refs/heads/fix", sha: "aa218f5" },
          status: 201,
          body: {},
        },
      ],
      yields: { status: ["Branch created successfully"] },
    },
  ],
});
