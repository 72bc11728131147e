import * as z from "zod";
import { block } from "../block.ts";
import { github, githubExample, repoPath } from "./api.ts";
import { CheckRun, checkRunPins, conclusionPin, reportOf, statusPin } from "./check-run.ts";

export const githubCreateCheckRun = block({
  id: "2f45e89a-3b7d-4f22-b89e-6c4f5c7e1234",
  name: "GithubCreateCheckRunBlock",
  description: "Adds a check to a commit on GitHub; only tokens of GitHub Apps may.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      ...checkRunPins(),
      name: z.string().describe("What is checked"),
      head_sha: z.string().describe("The commit"),
      status: statusPin().default("queued"),
      conclusion: conclusionPin().optional(),
      details_url: z.string().default("").describe("Where to read more"),
      output_title: z.string().default("").describe("Title of what it reports"),
      output_summary: z.string().default("").describe("What it reports, in Markdown"),
      output_text: z.string().default("").describe("The details, in Markdown"),
    }),
  output: () => z.object({ check_run: CheckRun() }),
  async *run({ credentials, repo_url, name, head_sha, status, conclusion, details_url, ...report }, io) {
    const body = {
      name,
      head_sha,
      status,
      ...(conclusion !== undefined && { conclusion }),
      ...(details_url !== "" && { details_url }),
      ...reportOf(report),
    };
    const path = `${repoPath(repo_url)}/check-runs`;
    yield ["check_run", await github(io, credentials).ask(CheckRun(), path, { method: "POST", body })];
  },
  examples: [
    {
      input: {
        credentials: githubExample,
        repo_url: "ada/engine",
        name: "unit",
        head_sha: "6dcb09b",
        status: "completed",
        conclusion: "success",
        output_summary: "All **42** pass",
      },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/check-runs",
          requestBody: {
            name: "unit",
            head_sha: "6dcb09b",
            status: "completed",
            conclusion: "success",
            output: { title: "Report", summary: "All **42** pass" },
          },
          status: 201,
          body: {
            id: 4,
            head_sha: "6dcb09b",
            name: "unit",
            status: "completed",
            conclusion: "success",
            html_url: "https://github.com/ada/engine/runs/4",
          },
        },
      ],
      yields: {
        check_run: [{ id: 4, html_url: "https://github.com/ada/engine/runs/4", status: "completed" }],
      },
    },
  ],
});
