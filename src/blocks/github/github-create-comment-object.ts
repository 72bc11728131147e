import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { block } from "../block.ts";
import { advanced, anyDict } from "../pins.ts";

export const githubCreateCommentObject = block({
  id: "b7d5e4f2-8c3a-4e6b-9f1d-7a8b9c5e4d3f",
  name: "GithubCreateCommentObjectBlock",
  description: "Makes a comment on a line of a file, for a review of a pull request.",
  categories: ["DEVELOPER_TOOLS"],
  pure: true,
  input: () =>
    z.object({
      path: z.string().describe("The file to comment on"),
      body: z.string().describe("The comment"),
      position: z.int().optional().meta(advanced("The line in the diff; `line` is the newer way to say it")),
      line: z.int().optional().meta(advanced("The line in the file, or the last of several")),
      side: z.string().default("RIGHT").meta(advanced("RIGHT: the new version, LEFT: the old one")),
      start_line: z.int().optional().meta(advanced("The first of several lines")),
      start_side: z.string().optional().meta(advanced("The version of the first line")),
    }),
  output: () => z.object({ comment_object: anyDict().describe("The comment, as GitHub's API takes it") }),
  *run({ path, body, position, line, side, start_line, start_side }) {
    // GitHub takes a position or a line, and sides belong to lines.
    const comment: JsonObject = { path, body };
    if (position !== undefined) comment["position"] = position;
    else if (line !== undefined) {
      comment["line"] = line;
      comment["side"] = side;
      if (start_line !== undefined) {
        comment["start_line"] = start_line;
        comment["start_side"] = start_side ?? side;
      }
    }
    yield ["comment_object", comment];
  },
  examples: [
    {
      input: { path: "a.ts", body: "Why?", line: 7 },
      yields: { comment_object: [{ path: "a.ts", body: "Why?", line: 7, side: "RIGHT" }] },
    },
    {
      input: { path: "a.ts", body: "Why?", line: 9, start_line: 7, side: "LEFT" },
      yields: {
        comment_object: [
          { path: "a.ts", body: "Why?", line: 9, side: "LEFT", start_line: 7, start_side: "LEFT" },
        ],
      },
    },
    {
      input: { path: "a.ts", body: "Why?", position: 3 },
      yields: { comment_object: [{ path: "a.ts", body: "Why?", position: 3 }] },
    },
  ],
});
