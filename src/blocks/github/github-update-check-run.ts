import * as z from "zod";
import { block } from "../block.ts";
import { github, githubExample, repoPath } from "./api.ts";
import { CheckRun, checkRunPins, conclusionPin, reportOf, statusPin } from "./check-run.ts";

export const githubUpdateCheckRun = block({
  id: "8a23c567-9d01-4e56-b789-0c12d3e45678",
  name: "GithubUpdateCheckRunBlock",
  description: "Says of a check on GitHub how it went; only tokens of GitHub Apps may.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      ...checkRunPins(),
      check_run_id: z.int().describe("Id of the check"),
      status: statusPin(),
      conclusion: conclusionPin(),
      output_title: z.string().optional().describe("Title of what it reports"),
      output_summary: z.string().optional().describe("What it reports, in Markdown"),
      output_text: z.string().optional().describe("The details, in Markdown"),
    }),
  output: () => z.object({ check_run: CheckRun() }),
  async *run({ credentials, repo_url, check_run_id, status, conclusion, ...report }, io) {
    const path = `${repoPath(repo_url)}/check-runs/${check_run_id}`;
    const body = { status, conclusion, ...reportOf(report) };
    yield ["check_run", await github(io, credentials).ask(CheckRun(), path, { method: "PATCH", body })];
  },
  examples: [
    {
      input: {
        credentials: githubExample,
        repo_url: "ada/engine",
        check_run_id: 4,
        status: "completed",
        conclusion: "failure",
        output_title: "1 failed",
        output_summary: "One did not",
        output_text: "FAIL b",
      },
      answers: [
        {
          method: "PATCH",
          url: "https://api.github.com/repos/ada/engine/check-runs/4",
          requestBody: {
            status: "completed",
            conclusion: "failure",
            output: { title: "1 failed", summary: "One did not", text: "FAIL b" },
          },
          body: { id: 4, status: "completed", html_url: null },
        },
      ],
      yields: { check_run: [{ id: 4, html_url: null, status: "completed" }] },
    },
  ],
});
