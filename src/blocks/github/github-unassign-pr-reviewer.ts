import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, pullRequestPath, pullRequestPin } from "./api.ts";

export const githubUnassignPrReviewer = block({
  id: "9637945d-c602-4875-899a-9c22f8fd30de",
  name: "GithubUnassignPRReviewerBlock",
  description: "Takes back the wish that somebody reviews a pull request of GitHub.",
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
      method: "DELETE",
      body: { reviewers: [reviewer] },
    });
    yield ["status", "Reviewer unassigned successfully"];
  },
  examples: [
    {
      input: { credentials: githubExample, pr_url: "https://github.com/ada/engine/pull/8", reviewer: "eve" },
      answers: [
        {
          method: "DELETE",
          url: "https://api.github.com/repos/ada/engine/pulls/8/requested_reviewers",
          requestBody: { reviewers: ["eve"] },
          body: {},
        },
      ],
      yields: { status: ["Reviewer unassigned successfully"] },
    },
  ],
});
