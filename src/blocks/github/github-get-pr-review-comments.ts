import * as z from "zod";
import { block } from "../block.ts";
import { advanced } from "../pins.ts";
import { Author, github, githubExample } from "./api.ts";
import { numberedPullRequestPath, numberedPullRequestPins } from "./review.ts";

const Comment = () =>
  z
    .object({
      id: z.int(),
      user: z.string(),
      body: z.string(),
      path: z.string(),
      line: z.int(),
      created_at: z.string(),
      html_url: z.string(),
    })
    .partial({ line: true })
    .describe("A comment; it has no line where the line is outdated");

export const githubGetPrReviewComments = block({
  id: "1d34db7f-10c1-45c1-9d43-749f743c8bd4",
  name: "GithubGetPRReviewCommentsBlock",
  description: "Reads the comments on lines of a pull request of GitHub, all or those of one review.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      ...numberedPullRequestPins(),
      review_id: z.int().optional().meta(advanced("Only those of the review with this id")),
    }),
  output: () => z.object({ comment: Comment(), comments: z.array(Comment()).describe("All of them") }),
  async *run({ credentials, repo, pr_number, review_id }, io) {
    const Found = Comment().extend({ user: Author, line: z.int().nullish() });
    const pullRequest = numberedPullRequestPath(repo, pr_number);
    const path = review_id === undefined ? pullRequest : `${pullRequest}/reviews/${review_id}`;
    const found = await github(io, credentials).ask(z.array(Found), `${path}/comments`, {
      query: { per_page: 100 },
    });
    const comments = found.map(({ line, ...comment }) => ({
      ...comment,
      ...(typeof line === "number" && { line }),
    }));
    for (const comment of comments) yield ["comment", comment];
    yield ["comments", comments];
  },
  examples: [
    {
      input: { credentials: githubExample, repo: "ada/engine", pr_number: 8, review_id: 80 },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/pulls/8/reviews/80/comments?per_page=100",
          body: [
            {
              id: 10,
              user: { login: "eve" },
              body: "Why?",
              path: "a.ts",
              line: 7,
              created_at: "2026-11-22T10:00:00Z",
              html_url: "https://github.com/ada/engine/pull/8#discussion_r10",
            },
          ],
        },
      ],
      yields: {
        comment: [
          {
            id: 10,
            user: "eve",
            body: "Why?",
            path: "a.ts",
            line: 7,
            created_at: "2026-11-22T10:00:00Z",
            html_url: "https://github.com/ada/engine/pull/8#discussion_r10",
          },
        ],
        comments: [
          [
            {
              id: 10,
              user: "eve",
              body: "Why?",
              path: "a.ts",
              line: 7,
              created_at: "2026-11-22T10:00:00Z",
              html_url: "https://github.com/ada/engine/pull/8#discussion_r10",
            },
          ],
        ],
      },
    },
    {
      input: { credentials: githubExample, repo: "ada/engine", pr_number: 8 },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/pulls/8/comments?per_page=100",
          body: [],
        },
      ],
      yields: { comments: [[]] },
    },
  ],
});
