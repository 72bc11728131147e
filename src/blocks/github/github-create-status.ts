import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, repoPath, repoPin } from "./api.ts";

const Status = () =>
  z.object({ id: z.int(), url: z.string(), state: z.string(), context: z.string() }).describe("The status");

export const githubCreateStatus = block({
  id: "3d67f123-a4b5-4c89-9d01-2e34f5c67890",
  name: "GithubCreateStatusBlock",
  description: "Says of a commit on GitHub whether a check went well.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials("repo:status"),
      repo_url: repoPin(),
      sha: z.string().describe("The commit"),
      state: z.enum(["error", "failure", "pending", "success"]).describe("How it went"),
      target_url: z.string().optional().describe("Where to read more"),
      description: z.string().optional().describe("A few words"),
      check_name: z.string().optional().default("AutoGPT Platform Checks").describe("What was checked"),
    }),
  output: () => z.object({ status: Status() }),
  async *run({ credentials, repo_url, sha, state, target_url, description, check_name }, io) {
    const path = `${repoPath(repo_url)}/statuses/${encodeURIComponent(sha)}`;
    const body = {
      state,
      context: check_name,
      ...(target_url !== undefined && { target_url }),
      ...(description !== undefined && { description }),
    };
    yield ["status", await github(io, credentials).ask(Status(), path, { method: "POST", body })];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine", sha: "6dcb09b", state: "success" },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/statuses/6dcb09b",
          requestBody: { state: "success", context: "AutoGPT Platform Checks" },
          status: 201,
          body: {
            id: 1,
            url: "https://api.github.com/s/1",
            state: "success",
            context: "AutoGPT Platform Checks",
          },
        },
      ],
      yields: {
        status: [
          { id: 1, url: "https://api.github.com/s/1", state: "success", context: "AutoGPT Platform Checks" },
        ],
      },
    },
  ],
});
