import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, pullRequestPath, pullRequestPin } from "./api.ts";

const Reviewer = () => z.object({ username: z.string(), url: z.string() }).describe("Somebody who was asked");

export const githubListPrReviewers = block({
  id: "2646956e-96d5-4754-a3df-034017e7ed96",
  name: "GithubListPRReviewersBlock",
  description: "Lists who was asked to review a pull request of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () => z.object({ credentials: githubCredentials(), pr_url: pullRequestPin() }),
  output: () => z.object({ reviewer: Reviewer(), reviewers: z.array(Reviewer()).describe("All of them") }),
  async *run({ credentials, pr_url }, io) {
    const Found = z.object({ users: z.array(z.object({ login: z.string(), html_url: z.string() })) });
    const path = `${pullRequestPath(pr_url)}/requested_reviewers`;
    const { users } = await github(io, credentials).ask(Found, path);
    const reviewers = users.map(({ login, html_url }) => ({ username: login, url: html_url }));
    for (const reviewer of reviewers) yield ["reviewer", reviewer];
    yield ["reviewers", reviewers];
  },
  examples: [
    {
      input: { credentials: githubExample, pr_url: "https://github.com/ada/engine/pull/8" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/pulls/8/requested_reviewers",
          body: { users: [{ login: "eve", html_url: "https://github.com/eve" }], teams: [] },
        },
      ],
      yields: {
        reviewer: [{ username: "eve", url: "https://github.com/eve" }],
        reviewers: [[{ username: "eve", url: "https://github.com/eve" }]],
      },
    },
  ],
});
