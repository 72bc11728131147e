import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, repoPath, repoPin } from "./api.ts";

export const githubStarRepository = block({
  id: "bd700764-53e3-44dd-a969-d1854088458f",
  name: "GithubStarRepositoryBlock",
  description: "Gives a star to a repository of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () => z.object({ credentials: githubCredentials(), repo_url: repoPin() }),
  output: () => z.object({ status: z.string().describe("What was done") }),
  async *run({ credentials, repo_url }, io) {
    const path = repoPath(repo_url).replace("/repos/", "/user/starred/");
    await github(io, credentials).send(path, { method: "PUT" });
    yield ["status", "Repository starred successfully"];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine" },
      answers: [{ method: "PUT", url: "https://api.github.com/user/starred/ada/engine", status: 204 }],
      yields: { status: ["Repository starred successfully"] },
    },
  ],
});
