import * as z from "zod";
import type { ApiClient } from "../api.ts";
import { block } from "../block.ts";
import { advanced } from "../pins.ts";
import { occurs } from "../text/pattern.ts";
import { github, githubCredentials, githubExample, pathPart, repoPath, repoPin } from "./api.ts";

const CheckRun = () =>
  z
    .object({
      id: z.int(),
      name: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
      html_url: z.string().nullable(),
      summary: z.string(),
      text: z.string(),
    })
    .describe("A check; its conclusion is null until it is completed");

const MatchedLine = () =>
  z
    .object({ check_name: z.string(), line_number: z.int(), line: z.string() })
    .describe("A line of what a check says that fits the pattern");

type Run = z.output<ReturnType<typeof CheckRun>>;

const PASSED = ["success", "neutral", "skipped"];

export const githubGetCiResults = block({
  id: "8ad9e103-78f2-4fdb-ba12-3571f2c95e98",
  name: "GithubGetCIResultsBlock",
  description: "Reads how the checks of a commit or of a pull request of GitHub went.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      repo: repoPin(),
      target: z
        .union([z.string().min(1), z.int()])
        .describe("A commit or branch, or number of a pull request"),
      search_pattern: z
        .string()
        .optional()
        .meta(advanced("What to look for in what checks say, a regular expression in RE2 syntax")),
      check_name_filter: z.string().optional().meta(advanced("Only the checks with this name")),
    }),
  output: () =>
    z.object({
      check_run: CheckRun(),
      check_runs: z.array(CheckRun()).describe("All of them"),
      matched_line: MatchedLine(),
      matched_lines: z.array(MatchedLine()).describe("All of them"),
      overall_status: z.string().describe("completed, pending, or no_checks"),
      overall_conclusion: z.string().describe("success, failure, pending, or no_checks"),
      total_checks: z.int().describe("How many checks there are"),
      passed_checks: z.int().describe("How many succeeded or need not"),
      failed_checks: z.int().describe("How many are completed and did not"),
    }),
  async *run({ credentials, repo, target, search_pattern = "", check_name_filter }, io) {
    const client = github(io, credentials);
    const path = repoPath(repo);
    const runs = await checkRuns(
      client,
      `${path}/commits/${await commitOf(client, path, target)}`,
      check_name_filter,
    );
    for (const run of runs) yield ["check_run", run];
    yield ["check_runs", runs];
    const matched = search_pattern === "" ? [] : runs.flatMap((run) => matchedLines(run, search_pattern));
    for (const line of matched) yield ["matched_line", line];
    yield ["matched_lines", matched];
    const completed = runs.filter(({ status }) => status === "completed");
    const passed = completed.filter(({ conclusion }) => PASSED.includes(conclusion ?? "")).length;
    const failed = completed.length - passed;
    const status = overallStatus(runs.length, completed.length);
    yield ["overall_status", status];
    yield ["overall_conclusion", overallConclusion(status, failed)];
    yield ["total_checks", runs.length];
    yield ["passed_checks", passed];
    yield ["failed_checks", failed];
  },
  examples: [
    {
      input: { credentials: githubExample, repo: "ada/engine", target: 8, search_pattern: "^FAIL" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/pulls/8",
          body: { head: { sha: "6dcb09b" } },
        },
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/commits/6dcb09b/check-runs?per_page=100",
          body: {
            total_count: 1,
            check_runs: [
              {
                id: 4,
                name: "unit",
                status: "completed",
                conclusion: "failure",
                html_url: "https://github.com/ada/engine/runs/4",
                output: { title: "unit", summary: "1 failed", text: "ok a\nFAIL b" },
              },
            ],
          },
        },
      ],
      yields: {
        check_run: [
          {
            id: 4,
            name: "unit",
            status: "completed",
            conclusion: "failure",
            html_url: "https://github.com/ada/engine/runs/4",
            summary: "1 failed",
            text: "ok a\nFAIL b",
          },
        ],
        check_runs: [
          [
            {
              id: 4,
              name: "unit",
              status: "completed",
              conclusion: "failure",
              html_url: "https://github.com/ada/engine/runs/4",
              summary: "1 failed",
              text: "ok a\nFAIL b",
            },
          ],
        ],
        matched_line: [{ check_name: "unit", line_number: 3, line: "FAIL b" }],
        matched_lines: [[{ check_name: "unit", line_number: 3, line: "FAIL b" }]],
        overall_status: ["completed"],
        overall_conclusion: ["failure"],
        total_checks: [1],
        passed_checks: [0],
        failed_checks: [1],
      },
    },
    {
      input: { credentials: githubExample, repo: "ada/engine", target: "main", check_name_filter: "unit" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/commits/main/check-runs?check_name=unit&per_page=100",
          body: { total_count: 0, check_runs: [] },
        },
      ],
      yields: {
        check_runs: [[]],
        matched_lines: [[]],
        overall_status: ["no_checks"],
        overall_conclusion: ["no_checks"],
        total_checks: [0],
        passed_checks: [0],
        failed_checks: [0],
      },
    },
  ],
});

/** A number names a pull request: the head of its branch is what is checked. No abbreviated commit has under 7 digits. */
async function commitOf(client: ApiClient, path: string, target: string | number): Promise<string> {
  if (typeof target === "string" && !/^\d{1,6}$/.test(target)) return pathPart(target);
  const { head } = await client.ask(
    z.object({ head: z.object({ sha: z.string() }) }),
    `${path}/pulls/${target}`,
  );
  return head.sha;
}

async function checkRuns(client: ApiClient, commit: string, check_name: string | undefined): Promise<Run[]> {
  const Output = z.object({ summary: z.string().nullish(), text: z.string().nullish() });
  const Found = z.object({
    check_runs: z.array(CheckRun().omit({ summary: true, text: true }).extend({ output: Output })),
  });
  const query = { check_name, per_page: 100 };
  const { check_runs } = await client.ask(Found, `${commit}/check-runs`, { query });
  return check_runs.map(({ output, ...run }) => ({
    ...run,
    summary: output.summary ?? "",
    text: output.text ?? "",
  }));
}

const matchedLines = ({ name, summary, text }: Run, pattern: string) =>
  `${summary}\n${text}`
    .split("\n")
    .map((line, index) => ({ check_name: name, line_number: index + 1, line }))
    .filter(({ line }) => occurs(pattern, line, { caseSensitive: true, dotAll: false }));

function overallStatus(total: number, completed: number): string {
  if (total === 0) return "no_checks";
  return completed === total ? "completed" : "pending";
}

function overallConclusion(status: string, failed: number): string {
  if (failed > 0) return "failure";
  return status === "completed" ? "success" : status;
}
