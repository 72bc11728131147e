import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, repoPath, repoPin } from "./api.ts";

export const githubForkRepository = block({
  id: "a439f2f4-835f-4dae-ba7b-0205ffa70be6",
  name: "GithubForkRepositoryBlock",
  description: "Makes a copy of a repository of GitHub that is yours.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      repo_url: repoPin(),
      organization: z.string().default("").describe("Whose it is to be, if not yours"),
    }),
  output: () =>
    z.object({
      url: z.string().describe("Its page"),
      clone_url: z.string().describe("Where git gets it"),
      full_name: z.string().describe("Its owner and name"),
    }),
  async *run({ credentials, repo_url, organization }, io) {
    const Made = z.object({ html_url: z.string(), clone_url: z.string(), full_name: z.string() });
    const body = organization === "" ? {} : { organization };
    const path = `${repoPath(repo_url)}/forks`;
    const made = await github(io, credentials).ask(Made, path, { method: "POST", body });
    yield ["url", made.html_url];
    yield ["clone_url", made.clone_url];
    yield ["full_name", made.full_name];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine", organization: "lovelace" },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/forks",
          requestBody: { organization: "lovelace" },
          status: 202,
          body: {
            html_url: "https://github.com/lovelace/engine",
            clone_url: "https://github.com/lovelace/engine.git",
            full_name: "lovelace/engine",
          },
        },
      ],
      yields: {
        url: ["https://github.com/lovelace/engine"],
        clone_url: ["https://github.com/lovelace/engine.git"],
        full_name: ["lovelace/engine"],
      },
    },
  ],
});
