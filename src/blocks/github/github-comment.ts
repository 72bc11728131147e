import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, issuePath, issuePin } from "./api.ts";

export const githubComment = block({
  id: "a8db4d8d-db1c-4a25-a1b0-416a8c33602b",
  name: "GithubCommentBlock",
  description: "Comments on an issue or a pull request of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      issue_url: issuePin(),
      comment: z.string().describe("What to say, in Markdown"),
    }),
  output: () => z.object({ id: z.int().describe("Id of the comment"), url: z.string().describe("Its page") }),
  async *run({ credentials, issue_url, comment }, io) {
    const Comment = z.object({ id: z.int(), html_url: z.string() });
    const path = `${issuePath(issue_url)}/comments`;
    const made = await github(io, credentials).ask(Comment, path, {
      method: "POST",
      body: { body: comment },
    });
    yield ["id", made.id];
    yield ["url", made.html_url];
  },
  examples: [
    {
      input: {
        credentials: githubExample,
        issue_url: "https://github.com/ada/engine/issues/7",
        comment: "Nice",
      },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/issues/7/comments",
          requestBody: { body: "Nice" },
          status: 201,
          body: { id: 31, html_url: "https://github.com/ada/engine/issues/7#issuecomment-31" },
        },
      ],
      yields: { id: [31], url: ["https://github.com/ada/engine/issues/7#issuecomment-31"] },
    },
    {
      input: { credentials: githubExample, issue_url: "https://github.com/ada/engine", comment: "Nice" },
      yields: { error: ['"https://github.com/ada/engine" is no URL of an issue or pull request'] },
    },
  ],
});
