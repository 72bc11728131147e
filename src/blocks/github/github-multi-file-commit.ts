import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, pathPart, repoPath, repoPin } from "./api.ts";

const Change = () =>
  z.object({
    path: z.string().min(1),
    content: z.string().default(""),
    operation: z.enum(["upsert", "delete"]).default("upsert"),
  });

export const githubMultiFileCommit = block({
  id: "389eee51-a95e-4230-9bed-92167a327802",
  name: "GithubMultiFileCommitBlock",
  description: "Writes and deletes files of a repository of GitHub in one commit.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      repo_url: repoPin(),
      branch: z.string().describe("The branch to commit to"),
      commit_message: z.string().describe("What the commit says"),
      files: z
        .array(Change())
        .min(1)
        .describe("Path, content, and whether to upsert or delete, of each file"),
    }),
  output: () =>
    z.object({ sha: z.string().describe("The commit"), url: z.string().describe("Page of the commit") }),
  async *run({ credentials, repo_url, branch, commit_message, files }, io) {
    const client = github(io, credentials);
    const git = `${repoPath(repo_url)}/git`;
    const Sha = z.object({ sha: z.string() });
    const Ref = z.object({ object: Sha });
    const { object: parent } = await client.ask(Ref, `${git}/ref/heads/${pathPart(branch)}`);
    const before = await client.ask(z.object({ tree: Sha }), `${git}/commits/${parent.sha}`);
    const tree = await client.ask(Sha, `${git}/trees`, {
      method: "POST",
      body: { base_tree: before.tree.sha, tree: files.map(treeEntry) },
    });
    const commit = await client.ask(Sha.extend({ html_url: z.string() }), `${git}/commits`, {
      method: "POST",
      body: { message: commit_message, tree: tree.sha, parents: [parent.sha] },
    });
    // Without force: what others have pushed since is not lost, GitHub refuses instead.
    await client.send(`${git}/refs/heads/${pathPart(branch)}`, {
      method: "PATCH",
      body: { sha: commit.sha, force: false },
    });
    yield ["sha", commit.sha];
    yield ["url", commit.html_url];
  },
  examples: [
    {
      input: {
        credentials: githubExample,
        repo_url: "ada/engine",
        branch: "fix",
        commit_message: "Move a",
        files: [
          { path: "b.md", content: "a" },
          { path: "a.md", operation: "delete" },
        ],
      },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/git/ref/heads/fix",
          body: { ref: "refs/heads/fix", object: { sha: "aa218f5", type: "commit" } },
        },
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/git/commits/aa218f5",
          body: { sha: "aa218f5", tree: { sha: "691272480" } },
        },
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/git/trees",
          requestBody: {
            base_tree: "691272480",
            tree: [
              { path: "b.md", mode: "100644", type: "blob", content: "a" },
              { path: "a.md", mode: "100644", type: "blob", sha: null },
            ],
          },
          status: 201,
          body: { sha: "cd8274d" },
        },
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/git/commits",
          requestBody: { message: "Move a", tree: "cd8274d", parents: ["aa218f5"] },
          status: 201,
          body: { sha: "7638417", html_url: "https://github.com/ada/engine/commit/7638417" },
        },
        {
          method: "PATCH",
          url: "https://api.github.com/repos/ada/engine/git/refs/heads/fix",
          requestBody: { sha: "7638417", force: false },
          body: { ref: "refs/heads/fix", object: { sha: "7638417" } },
        },
      ],
      yields: { sha: ["7638417"], url: ["https://github.com/ada/engine/commit/7638417"] },
    },
  ],
});

/** Git's tree takes a file without a sha's content; a sha of null takes the file out. */
function treeEntry({ path, content, operation }: z.output<ReturnType<typeof Change>>) {
  const blob = { path, mode: "100644", type: "blob" };
  return operation === "delete" ? { ...blob, sha: null } : { ...blob, content };
}
