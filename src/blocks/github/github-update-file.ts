import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, pathPart, repoPath, repoPin } from "./api.ts";
import { putFile } from "./put-file.ts";

export const githubUpdateFile = block({
  id: "30be12a4-57cb-4aa4-baf5-fcc68d136076",
  name: "GithubUpdateFileBlock",
  description: "Commits a new content of a file to a repository of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      repo_url: repoPin(),
      file_path: z.string().describe("Path of the file in the repository"),
      content: z.string().describe("What is to be in it"),
      branch: z.string().default("main").describe("The branch to commit to"),
      commit_message: z.string().default("Update file").describe("What the commit says"),
    }),
  output: () =>
    z.object({ url: z.string().describe("Page of the file"), sha: z.string().describe("The commit") }),
  async *run({ credentials, repo_url, file_path, content, branch, commit_message }, io) {
    const client = github(io, credentials);
    const path = `${repoPath(repo_url)}/contents/${pathPart(file_path)}`;
    const before = await client.ask(z.object({ sha: z.string() }), path, { query: { ref: branch } });
    const file = { path, content, branch, message: commit_message, sha: before.sha };
    const { url, sha } = await putFile(client, file);
    yield ["url", url];
    yield ["sha", sha];
  },
  examples: [
    {
      input: {
        credentials: githubExample,
        repo_url: "ada/engine",
        file_path: "a.md",
        content: "b",
        branch: "fix",
      },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/contents/a.md?ref=fix",
          body: { sha: "3d21ec5", type: "file" },
        },
        {
          method: "PUT",
          url: "https://api.github.com/repos/ada/engine/contents/a.md",
          requestBody: { message: "Update file", content: "Yg==", branch: "fix", sha: "3d21ec5" },
          body: {
            content: { html_url: "https://github.com/ada/engine/blob/fix/a.md" },
            commit: { sha: "7638417" },
          },
        },
      ],
      yields: { url: ["https://github.com/ada/engine/blob/fix/a.md"], sha: ["7638417"] },
    },
  ],
});
