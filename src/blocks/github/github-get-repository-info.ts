import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, repoPath, repoPin } from "./api.ts";

export const githubGetRepositoryInfo = block({
  id: "59d4f241-968a-4040-95da-348ac5c5ce27",
  name: "GithubGetRepositoryInfoBlock",
  description: "Tells what GitHub knows of a repository.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () => z.object({ credentials: githubCredentials(), repo_url: repoPin() }),
  output: () =>
    z.object({
      name: z.string().describe("Its name"),
      full_name: z.string().describe("Its owner and name"),
      description: z.string().describe("What it is about"),
      default_branch: z.string().describe("The branch that counts"),
      private: z.boolean().describe("Whether only some may see it"),
      html_url: z.string().describe("Its page"),
      clone_url: z.string().describe("Where git gets it"),
      stars: z.int().describe("How many like it"),
      forks: z.int().describe("How many copies there are"),
      open_issues: z.int().describe("How many issues and pull requests are open"),
    }),
  async *run({ credentials, repo_url }, io) {
    const Repository = z.object({
      name: z.string(),
      full_name: z.string(),
      description: z.string().nullable(),
      default_branch: z.string(),
      private: z.boolean(),
      html_url: z.string(),
      clone_url: z.string(),
      stargazers_count: z.int(),
      forks_count: z.int(),
      open_issues_count: z.int(),
    });
    const repository = await github(io, credentials).ask(Repository, repoPath(repo_url));
    yield ["name", repository.name];
    yield ["full_name", repository.full_name];
    yield ["description", repository.description ?? ""];
    yield ["default_branch", repository.default_branch];
    yield ["private", repository.private];
    yield ["html_url", repository.html_url];
    yield ["clone_url", repository.clone_url];
    yield ["stars", repository.stargazers_count];
    yield ["forks", repository.forks_count];
    yield ["open_issues", repository.open_issues_count];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "https://github.com/ada/engine.git" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine",
          body: {
            name: "engine",
            full_name: "ada/engine",
            description: null,
            default_branch: "main",
            private: false,
            html_url: "https://github.com/ada/engine",
            clone_url: "https://github.com/ada/engine.git",
            stargazers_count: 3,
            forks_count: 2,
            open_issues_count: 1,
          },
        },
      ],
      yields: {
        name: ["engine"],
        full_name: ["ada/engine"],
        description: [""],
        default_branch: ["main"],
        private: [false],
        html_url: ["https://github.com/ada/engine"],
        clone_url: ["https://github.com/ada/engine.git"],
        stars: [3],
        forks: [2],
        open_issues: [1],
      },
    },
  ],
});
