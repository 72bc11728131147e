import * as z from "zod";
import { block } from "../block.ts";
import { Author, github, githubExample } from "./api.ts";
import { numberedPullRequestPath, numberedPullRequestPins } from "./review.ts";

const Review = () =>
  z
    .object({ id: z.int(), user: z.string(), state: z.string(), body: z.string(), html_url: z.string() })
    .describe("A review");

export const githubListPrReviews = block({
  id: "f79bc6eb-33c0-4099-9c0f-d664ae1ba4d0",
  name: "GithubListPRReviewsBlock",
  description: "Lists the reviews of a pull request of GitHub, oldest first.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () => z.object(numberedPullRequestPins()),
  output: () => z.object({ review: Review(), reviews: z.array(Review()).describe("All of them") }),
  async *run({ credentials, repo, pr_number }, io) {
    const Found = Review().extend({ user: Author, body: z.string().nullable() });
    const path = `${numberedPullRequestPath(repo, pr_number)}/reviews`;
    const found = await github(io, credentials).ask(z.array(Found), path, { query: { per_page: 100 } });
    const reviews = found.map(({ body, ...review }) => ({
      ...review,
      body: body ?? "",
    }));
    for (const review of reviews) yield ["review", review];
    yield ["reviews", reviews];
  },
  examples: [
    {
      input: { credentials: githubExample, repo: "https://github.com/ada/engine", pr_number: 8 },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/pulls/8/reviews?per_page=100",
          body: [
            {
              id: 80,
              user: { login: "eve" },
              body: "Nice",
              state: "APPROVED",
              html_url: "https://github.com/ada/engine/pull/8#pullrequestreview-80",
            },
          ],
        },
      ],
      yields: {
        review: [
          {
            id: 80,
            user: "eve",
            body: "Nice",
            state: "APPROVED",
            html_url: "https://github.com/ada/engine/pull/8#pullrequestreview-80",
          },
        ],
        reviews: [
          [
            {
              id: 80,
              user: "eve",
              body: "Nice",
              state: "APPROVED",
              html_url: "https://github.com/ada/engine/pull/8#pullrequestreview-80",
            },
          ],
        ],
      },
    },
  ],
});
