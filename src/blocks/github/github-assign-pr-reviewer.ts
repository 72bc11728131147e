import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, pullRequestPath, pullRequestPin } from "./api.ts";

export const githubAssignPrReviewer = block({
  id: "c0d22c5e-e688-43e3-ba43-d5faba7927fd",
  name: "GithubAssignPRReviewerBlock",
  description: "Asks somebody to review a pull request of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      pr_url: pullRequestPin(),
      reviewer: z.string().describe("User name of the reviewer"),
    }),
  output: () => z.object({ status: z.string().describe("What was done") }),
  async *run({ credentials, pr_url, reviewer }, io) {
    await github(io, credentials).send(`${pullRequestPath(pr_url)}/requested_reviewers`, {
      method: "POST",
      body: { reviewers: [reviewer] },
    });
    yield ["status", "Reviewer assigned successfully"];
  },
  examples: [
    {
      input: { credentials: githubExample, pr_url: "https://github.com/ada/engine/pull/8", reviewer: "eve" },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/pulls/8/requested_reviewers",
          requestBody: { reviewers: ["eve"] },
          status: 201,
          body: {},
        },
      ],
      yields: { status: ["Reviewer assigned successfully"] },
    },
  ],
});
