import * as z from "zod";
import { block } from "../block.ts";
import { Author, github, githubCredentials, githubExample, issuePath, issuePin } from "./api.ts";

const Comment = () =>
  z.object({ id: z.int(), body: z.string(), user: z.string(), url: z.string() }).describe("A comment");

export const githubListComments = block({
  id: "c4b5fb63-0005-4a11-b35a-0c2467bd6b59",
  name: "GithubListCommentsBlock",
  description: "Lists the comments on an issue or a pull request of GitHub, up to 100.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () => z.object({ credentials: githubCredentials(), issue_url: issuePin() }),
  output: () => z.object({ comment: Comment(), comments: z.array(Comment()).describe("All of them") }),
  async *run({ credentials, issue_url }, io) {
    const Found = z.object({ id: z.int(), body: z.string(), user: Author, html_url: z.string() });
    const path = `${issuePath(issue_url)}/comments`;
    const found = await github(io, credentials).ask(z.array(Found), path, { query: { per_page: 100 } });
    const comments = found.map(({ html_url, ...comment }) => ({ ...comment, url: html_url }));
    for (const comment of comments) yield ["comment", comment];
    yield ["comments", comments];
  },
  examples: [
    {
      input: { credentials: githubExample, issue_url: "https://github.com/ada/engine/pull/8" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/issues/8/comments?per_page=100",
          body: [
            { id: 1, body: "Hm", user: { login: "eve" }, html_url: "https://github.com/c/1", node_id: "x" },
            { id: 2, body: "Oh", user: null, html_url: "https://github.com/c/2" },
          ],
        },
      ],
      yields: {
        comment: [
          { id: 1, body: "Hm", user: "eve", url: "https://github.com/c/1" },
          { id: 2, body: "Oh", user: "", url: "https://github.com/c/2" },
        ],
        comments: [
          [
            { id: 1, body: "Hm", user: "eve", url: "https://github.com/c/1" },
            { id: 2, body: "Oh", user: "", url: "https://github.com/c/2" },
          ],
        ],
      },
    },
  ],
});
