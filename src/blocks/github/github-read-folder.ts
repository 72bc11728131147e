import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, pathPart, repoPath, repoPin } from "./api.ts";

export const githubReadFolder = block({
  id: "1355f863-2db3-4d75-9fba-f91e8a8ca400",
  name: "GithubReadFolderBlock",
  description: "Lists what is in a folder of a repository of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      repo_url: repoPin(),
      folder_path: z.string().describe("Path of the folder in the repository"),
      branch: z.string().default("main").describe("Branch, tag or commit"),
    }),
  output: () =>
    z.object({
      file: z.object({ name: z.string(), path: z.string(), size: z.int() }).describe("A file"),
      dir: z.object({ name: z.string(), path: z.string() }).describe("A folder"),
    }),
  async *run({ credentials, repo_url, folder_path, branch }, io) {
    const Entry = z.object({ type: z.string(), name: z.string(), path: z.string(), size: z.int() });
    const path = `${repoPath(repo_url)}/contents/${pathPart(folder_path)}`;
    const entries = await github(io, credentials).ask(z.array(Entry), path, { query: { ref: branch } });
    for (const { type, name, path: at, size } of entries) {
      if (type === "file") yield ["file", { name, path: at, size }];
      if (type === "dir") yield ["dir", { name, path: at }];
    }
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine", folder_path: "/src/" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/contents/src?ref=main",
          body: [
            { type: "file", name: "a.ts", path: "src/a.ts", size: 3, sha: "x" },
            { type: "dir", name: "b", path: "src/b", size: 0, sha: "y" },
          ],
        },
      ],
      yields: { file: [{ name: "a.ts", path: "src/a.ts", size: 3 }], dir: [{ name: "b", path: "src/b" }] },
    },
  ],
});
