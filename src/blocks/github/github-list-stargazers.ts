import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, repoPath, repoPin } from "./api.ts";

const Stargazer = () =>
  z.object({ username: z.string(), url: z.string() }).describe("Somebody who gave a star");

export const githubListStargazers = block({
  id: "e96d01ec-b55e-4a99-8ce8-c8776dce850b",
  name: "GithubListStargazersBlock",
  description: "Lists who gave a star to a repository of GitHub, up to 100.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () => z.object({ credentials: githubCredentials(), repo_url: repoPin() }),
  output: () =>
    z.object({ stargazer: Stargazer(), stargazers: z.array(Stargazer()).describe("All of them") }),
  async *run({ credentials, repo_url }, io) {
    const Found = z.object({ login: z.string(), html_url: z.string() });
    const path = `${repoPath(repo_url)}/stargazers`;
    const found = await github(io, credentials).ask(z.array(Found), path, { query: { per_page: 100 } });
    const stargazers = found.map(({ login, html_url }) => ({ username: login, url: html_url }));
    for (const stargazer of stargazers) yield ["stargazer", stargazer];
    yield ["stargazers", stargazers];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/stargazers?per_page=100",
          body: [{ login: "eve", html_url: "https://github.com/eve" }],
        },
      ],
      yields: {
        stargazer: [{ username: "eve", url: "https://github.com/eve" }],
        stargazers: [[{ username: "eve", url: "https://github.com/eve" }]],
      },
    },
  ],
});
