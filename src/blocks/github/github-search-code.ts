import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, repoPath } from "./api.ts";

const Result = () =>
  z
    .object({
      name: z.string(),
      path: z.string(),
      repository: z.string(),
      url: z.string(),
      score: z.number(),
    })
    .describe("A file that fits");

export const githubSearchCode = block({
  id: "47f94891-a2b1-4f1c-b5f2-573c043f721e",
  name: "GithubSearchCodeBlock",
  description: "Searches code on GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      query: z.string().describe("What to look for, in GitHub's search syntax"),
      repo: z.string().default("").describe("Only in this repository: owner/name"),
      per_page: z.int().min(1).max(100).default(30).describe("How many at most"),
    }),
  output: () =>
    z.object({
      result: Result(),
      results: z.array(Result()).describe("All of them"),
      total_count: z.int().describe("How many there are in all"),
    }),
  async *run({ credentials, query, repo, per_page }, io) {
    const Found = z.object({
      total_count: z.int(),
      items: z.array(
        z.object({
          name: z.string(),
          path: z.string(),
          html_url: z.string(),
          score: z.number(),
          repository: z.object({ full_name: z.string() }),
        }),
      ),
    });
    const q = repo === "" ? query : `${query} repo:${repoPath(repo).replace("/repos/", "")}`;
    const found = await github(io, credentials).ask(Found, "/search/code", { query: { q, per_page } });
    const results = found.items.map(({ name, path, html_url, score, repository }) => ({
      name,
      path,
      repository: repository.full_name,
      url: html_url,
      score,
    }));
    for (const result of results) yield ["result", result];
    yield ["results", results];
    yield ["total_count", found.total_count];
  },
  examples: [
    {
      input: { credentials: githubExample, query: "addClass", repo: "ada/engine" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/search/code?q=addClass+repo%3Aada%2Fengine&per_page=30",
          body: {
            total_count: 1,
            incomplete_results: false,
            items: [
              {
                name: "a.js",
                path: "src/a.js",
                html_url: "https://github.com/ada/engine/blob/x/src/a.js",
                score: 1,
                repository: { full_name: "ada/engine" },
              },
            ],
          },
        },
      ],
      yields: {
        result: [
          {
            name: "a.js",
            path: "src/a.js",
            repository: "ada/engine",
            url: "https://github.com/ada/engine/blob/x/src/a.js",
            score: 1,
          },
        ],
        results: [
          [
            {
              name: "a.js",
              path: "src/a.js",
              repository: "ada/engine",
              url: "https://github.com/ada/engine/blob/x/src/a.js",
              score: 1,
            },
          ],
        ],
        total_count: [1],
      },
    },
  ],
});
