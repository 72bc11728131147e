import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, pathPart, repoPage, repoPath, repoPin } from "./api.ts";

const Branch = () => z.object({ name: z.string(), url: z.string() }).describe("A branch");

export const githubListBranches = block({
  id: "74243e49-2bec-4916-8bf4-db43d44aead5",
  name: "GithubListBranchesBlock",
  description: "Lists the branches of a repository of GitHub, by the page.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      repo_url: repoPin(),
      per_page: z.int().min(1).max(100).default(30).describe("Branches on a page"),
      page: z.int().min(1).default(1).describe("Which page"),
    }),
  output: () => z.object({ branch: Branch(), branches: z.array(Branch()).describe("All of the page") }),
  async *run({ credentials, repo_url, per_page, page }, io) {
    const path = repoPath(repo_url);
    const Found = z.array(z.object({ name: z.string() }));
    const found = await github(io, credentials).ask(Found, `${path}/branches`, { query: { per_page, page } });
    const web = repoPage(repo_url);
    const branches = found.map(({ name }) => ({ name, url: `${web}/tree/${pathPart(name)}` }));
    for (const branch of branches) yield ["branch", branch];
    yield ["branches", branches];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/branches?per_page=30&page=1",
          body: [{ name: "fix/stuck", commit: {} }],
        },
      ],
      yields: {
        branch: [{ name: "fix/stuck", url: "https://github.com/ada/engine/tree/fix/stuck" }],
        branches: [[{ name: "fix/stuck", url: "https://github.com/ada/engine/tree/fix/stuck" }]],
      },
    },
  ],
});
