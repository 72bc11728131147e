import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, pathPart, repoPath, repoPin } from "./api.ts";

const Entry = () =>
  z
    .object({ path: z.string(), type: z.string(), size: z.int(), sha: z.string() })
    .describe("A file (blob) or folder (tree)");

export const githubGetRepositoryTree = block({
  id: "89c5c0ec-172e-4001-a32c-bdfe4d0c9e81",
  name: "GithubGetRepositoryTreeBlock",
  description: "Lists the files and folders of a repository of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      repo_url: repoPin(),
      branch: z.string().default("main").describe("Branch, tag or commit"),
      recursive: z.boolean().default(true).describe("Whether to look into folders"),
    }),
  output: () =>
    z.object({
      entry: Entry(),
      entries: z.array(Entry()).describe("All of them"),
      truncated: z.boolean().describe("Whether there are more than GitHub lists at once"),
    }),
  async *run({ credentials, repo_url, branch, recursive }, io) {
    const Found = z.object({
      tree: z.array(Entry().extend({ size: z.int().default(0) })),
      truncated: z.boolean(),
    });
    const path = `${repoPath(repo_url)}/git/trees/${pathPart(branch)}`;
    const query = recursive ? { recursive: 1 } : {};
    const { tree, truncated } = await github(io, credentials).ask(Found, path, { query });
    for (const entry of tree) yield ["entry", entry];
    yield ["entries", tree];
    yield ["truncated", truncated];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/git/trees/main?recursive=1",
          body: {
            sha: "9fb037",
            tree: [
              { path: "src", mode: "040000", type: "tree", sha: "f484d2" },
              { path: "src/a.ts", mode: "100644", type: "blob", size: 30, sha: "44b4fc" },
            ],
            truncated: false,
          },
        },
      ],
      yields: {
        entry: [
          { path: "src", type: "tree", size: 0, sha: "f484d2" },
          { path: "src/a.ts", type: "blob", size: 30, sha: "44b4fc" },
        ],
        entries: [
          [
            { path: "src", type: "tree", size: 0, sha: "f484d2" },
            { path: "src/a.ts", type: "blob", size: 30, sha: "44b4fc" },
          ],
        ],
        truncated: [false],
      },
    },
  ],
});
