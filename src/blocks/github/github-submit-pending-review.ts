import * as z from "zod";
import { block } from "../block.ts";
import { github, githubExample } from "./api.ts";
import { numberedPullRequestPath, numberedPullRequestPins, reviewEventPin } from "./review.ts";

export const githubSubmitPendingReview = block({
  id: "2e468217-7ca0-4201-9553-36e93eb9357a",
  name: "GithubSubmitPendingReviewBlock",
  description: "Submits a review of a pull request of GitHub that was a draft.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      ...numberedPullRequestPins(),
      review_id: z.int().describe("Id of the review"),
      event: reviewEventPin(),
    }),
  output: () =>
    z.object({
      state: z.string().describe("COMMENTED, APPROVED or CHANGES_REQUESTED"),
      html_url: z.string().describe("Page of the review"),
    }),
  async *run({ credentials, repo, pr_number, review_id, event }, io) {
    const Review = z.object({ state: z.string(), html_url: z.string() });
    const path = `${numberedPullRequestPath(repo, pr_number)}/reviews/${review_id}/events`;
    const review = await github(io, credentials).ask(Review, path, { method: "POST", body: { event } });
    yield ["state", review.state];
    yield ["html_url", review.html_url];
  },
  examples: [
    {
      input: {
        credentials: githubExample,
        repo: "ada/engine",
        pr_number: 8,
        review_id: 81,
        event: "APPROVE",
      },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/pulls/8/reviews/81/events",
          requestBody: { event: "APPROVE" },
          body: {
            id: 81,
            state: "APPROVED",
            html_url: "https://github.com/ada/engine/pull/8#pullrequestreview-81",
          },
        },
      ],
      yields: {
        state: ["APPROVED"],
        html_url: ["https://github.com/ada/engine/pull/8#pullrequestreview-81"],
      },
    },
  ],
});
