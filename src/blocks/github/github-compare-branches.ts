import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, pathPart, repoPath, repoPin } from "./api.ts";

const Change = () =>
  z
    .object({
      filename: z.string(),
      status: z.string(),
      additions: z.int(),
      deletions: z.int(),
      patch: z.string(),
    })
    .describe("A changed file");

export const githubCompareBranches = block({
  id: "2e4faa8c-6086-4546-ba77-172d1d560186",
  name: "GithubCompareBranchesBlock",
  description: "Compares two branches or commits of a repository of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      repo_url: repoPin(),
      base: z.string().describe("Branch or commit to compare with"),
      head: z.string().describe("Branch or commit that is compared"),
    }),
  output: () =>
    z.object({
      status: z.string().describe("ahead, behind, diverged or identical"),
      ahead_by: z.int().describe("Commits that only the head has"),
      behind_by: z.int().describe("Commits that only the base has"),
      total_commits: z.int().describe("Commits between them"),
      diff: z.string().describe("The changes as a unified diff"),
      file: Change(),
      files: z.array(Change()).describe("All of them"),
    }),
  async *run({ credentials, repo_url, base, head }, io) {
    const Comparison = z.object({
      status: z.string(),
      ahead_by: z.int(),
      behind_by: z.int(),
      total_commits: z.int(),
      files: z.array(Change().extend({ patch: z.string().default("") })).default([]),
    });
    const path = `${repoPath(repo_url)}/compare/${pathPart(base)}...${pathPart(head)}`;
    const found = await github(io, credentials).ask(Comparison, path);
    yield ["status", found.status];
    yield ["ahead_by", found.ahead_by];
    yield ["behind_by", found.behind_by];
    yield ["total_commits", found.total_commits];
    yield ["diff", found.files.map(({ filename, patch }) => `+++ ${filename}\n${patch}\n`).join("\n")];
    for (const file of found.files) yield ["file", file];
    yield ["files", found.files];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine", base: "main", head: "fix" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/compare/main...fix",
          body: {
            status: "ahead",
            ahead_by: 1,
            behind_by: 0,
            total_commits: 1,
            files: [
              {
                filename: "a.ts",
                status: "modified",
                additions: 1,
                deletions: 0,
                patch: "@@ +1 @@",
                sha: "x",
              },
            ],
          },
        },
      ],
      yields: {
        status: ["ahead"],
        ahead_by: [1],
        behind_by: [0],
        total_commits: [1],
        diff: ["+++ a.ts\n@@ +1 @@\n"],
        file: [{ filename: "a.ts", status: "modified", additions: 1, deletions: 0, patch: "@@ +1 @@" }],
        files: [[{ filename: "a.ts", status: "modified", additions: 1, deletions: 0, patch: "@@ +1 @@" }]],
      },
    },
  ],
});
