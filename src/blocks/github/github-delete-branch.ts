import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, pathPart, repoPath, repoPin } from "./api.ts";

export const githubDeleteBranch = block({
  id: "0d4130f7-e0ab-4d55-adc3-0a40225e80f4",
  name: "GithubDeleteBranchBlock",
  description: "Deletes a branch of a repository of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  sensitive: true,
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      repo_url: repoPin(),
      branch: z.string().describe("Name of the branch"),
    }),
  output: () => z.object({ status: z.string().describe("What was done") }),
  async *run({ credentials, repo_url, branch }, io) {
    const path = `${repoPath(repo_url)}/git/refs/heads/${pathPart(branch)}`;
    await github(io, credentials).send(path, { method: "DELETE" });
    yield ["status", "Branch deleted successfully"];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine", branch: "fix/stuck" },
      answers: [
        {
          method: "DELETE",
          url: "https://api.github.com/repos/ada/engine/git/refs/heads/fix/stuck",
          status: 204,
        },
      ],
      yields: { status: ["Branch deleted successfully"] },
    },
  ],
});
