import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, pathPart, repoPath, repoPin } from "./api.ts";
import { putFile } from "./put-file.ts";

export const githubCreateFile = block({
  id: "8fd132ac-b917-428a-8159-d62893e8a3fe",
  name: "GithubCreateFileBlock",
  description: "Commits a new file to a repository of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      repo_url: repoPin(),
      file_path: z.string().describe("Path of the file in the repository"),
      content: z.string().describe("What is in it"),
      branch: z.string().default("main").describe("The branch to commit to"),
      commit_message: z.string().default("Create new file").describe("What the commit says"),
    }),
  output: () =>
    z.object({ url: z.string().describe("Page of the file"), sha: z.string().describe("The commit") }),
  async *run({ credentials, repo_url, file_path, content, branch, commit_message }, io) {
    const path = `${repoPath(repo_url)}/contents/${pathPart(file_path)}`;
    const file = { path, content, branch, message: commit_message };
    const { url, sha } = await putFile(github(io, credentials), file);
    yield ["url", url];
    yield ["sha", sha];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine", file_path: "a.md", content: "é" },
      answers: [
        {
          method: "PUT",
          url: "https://api.github.com/repos/ada/engine/contents/a.md",
          requestBody: { message: "Create new file", content: "w6k=", branch: "main" },
          status: 201,
          body: {
            content: { html_url: "https://github.com/ada/engine/blob/main/a.md" },
            commit: { sha: "6dcb09b" },
          },
        },
      ],
      yields: { url: ["https://github.com/ada/engine/blob/main/a.md"], sha: ["6dcb09b"] },
    },
  ],
});
