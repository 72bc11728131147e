import * as z from "zod";
import { block } from "../block.ts";
import { advanced, anyDict } from "../pins.ts";
import { github, githubExample } from "./api.ts";
import { numberedPullRequestPath, numberedPullRequestPins, reviewEventPin } from "./review.ts";

export const githubCreatePrReview = block({
  id: "84754b30-97d2-4c37-a3b8-eb39f268275b",
  name: "GithubCreatePRReviewBlock",
  description: "Reviews a pull request of GitHub, at once or as a draft.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      ...numberedPullRequestPins(),
      body: z.string().describe("What the review says, in Markdown"),
      event: reviewEventPin(),
      create_as_draft: z.boolean().default(false).describe("Whether it waits to be submitted"),
      comments: z
        .array(anyDict())
        .optional()
        .meta(advanced("Comments on lines, as GithubCreateCommentObjectBlock makes them")),
    }),
  output: () =>
    z.object({
      review_id: z.int().describe("Id of the review"),
      state: z.string().describe("PENDING for a draft, else COMMENTED, APPROVED or CHANGES_REQUESTED"),
      html_url: z.string().describe("Its page"),
    }),
  async *run({ credentials, repo, pr_number, body, event, create_as_draft, comments = [] }, io) {
    const Review = z.object({ id: z.int(), state: z.string(), html_url: z.string() });
    const path = `${numberedPullRequestPath(repo, pr_number)}/reviews`;
    const made = await github(io, credentials).ask(Review, path, {
      method: "POST",
      // GitHub keeps a review without an event as a draft.
      body: { body, ...(!create_as_draft && { event }), ...(comments.length > 0 && { comments }) },
    });
    yield ["review_id", made.id];
    yield ["state", made.state];
    yield ["html_url", made.html_url];
  },
  examples: [
    {
      input: {
        credentials: githubExample,
        repo: "ada/engine",
        pr_number: 8,
        body: "Nearly",
        event: "REQUEST_CHANGES",
        comments: [{ path: "a.ts", body: "Why?", line: 7, side: "RIGHT" }],
      },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/pulls/8/reviews",
          requestBody: {
            body: "Nearly",
            event: "REQUEST_CHANGES",
            comments: [{ path: "a.ts", body: "Why?", line: 7, side: "RIGHT" }],
          },
          body: {
            id: 80,
            state: "CHANGES_REQUESTED",
            html_url: "https://github.com/ada/engine/pull/8#pullrequestreview-80",
          },
        },
      ],
      yields: {
        review_id: [80],
        state: ["CHANGES_REQUESTED"],
        html_url: ["https://github.com/ada/engine/pull/8#pullrequestreview-80"],
      },
    },
    {
      input: {
        credentials: githubExample,
        repo: "ada/engine",
        pr_number: 8,
        body: "Hm",
        create_as_draft: true,
      },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/pulls/8/reviews",
          requestBody: { body: "Hm" },
          body: {
            id: 81,
            state: "PENDING",
            html_url: "https://github.com/ada/engine/pull/8#pullrequestreview-81",
          },
        },
      ],
      yields: {
        review_id: [81],
        state: ["PENDING"],
        html_url: ["https://github.com/ada/engine/pull/8#pullrequestreview-81"],
      },
    },
  ],
});
