import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { github, githubCredentials, githubExample, repoPath } from "./api.ts";

export const githubUpdateComment = block({
  id: "b3f4d747-10e3-4e69-8c51-f2be1d99c9a7",
  name: "GithubUpdateCommentBlock",
  description: "Changes a comment on an issue or a pull request of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      comment_url: z.string().default("").describe("URL of the comment"),
      issue_url: z.string().default("").describe("URL of what it is on, if the comment has an id only"),
      comment_id: z.string().default("").describe("Id of the comment, if it has no URL"),
      comment: z.string().describe("What it is to say, in Markdown"),
    }),
  output: () => z.object({ id: z.int().describe("Id of the comment"), url: z.string().describe("Its page") }),
  async *run({ credentials, comment, ...which }, io) {
    const Comment = z.object({ id: z.int(), html_url: z.string() });
    const changed = await github(io, credentials).ask(Comment, commentPath(which), {
      method: "PATCH",
      body: { body: comment },
    });
    yield ["id", changed.id];
    yield ["url", changed.html_url];
  },
  examples: [
    {
      input: {
        credentials: githubExample,
        comment_url: "https://github.com/ada/engine/issues/7#issuecomment-31",
        comment: "Nicer",
      },
      answers: [
        {
          method: "PATCH",
          url: "https://api.github.com/repos/ada/engine/issues/comments/31",
          requestBody: { body: "Nicer" },
          body: { id: 31, html_url: "https://github.com/ada/engine/issues/7#issuecomment-31" },
        },
      ],
      yields: { id: [31], url: ["https://github.com/ada/engine/issues/7#issuecomment-31"] },
    },
    {
      input: { credentials: githubExample, comment: "Nicer" },
      yields: { error: ["Name the comment by its URL, or by its id and the URL of what it is on"] },
    },
  ],
});

interface Which {
  comment_url: string;
  issue_url: string;
  comment_id: string;
}

function commentPath({ comment_url, issue_url, comment_id }: Which): string {
  const id = comment_id || (/(?:#issuecomment-|\/comments\/)(\d+)/.exec(comment_url)?.[1] ?? "");
  const on = comment_url || issue_url;
  if (!/^\d+$/.test(id) || on === "") {
    throw new BlockError("Name the comment by its URL, or by its id and the URL of what it is on");
  }
  return `${repoPath(on)}/issues/comments/${id}`;
}
