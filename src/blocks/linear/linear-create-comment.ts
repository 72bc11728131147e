import * as z from "zod";
import { block } from "../block.ts";
import { LINEAR_URL, linear, linearCredentials, linearExample } from "./api.ts";

const QUERY =
  "mutation($input: CommentCreateInput!) { commentCreate(input: $input) { comment { id body } } }";

export const linearCreateComment = block({
  id: "8f7d3a2e-9b5c-4c6a-8f1d-7c8b3e4a5d6c",
  name: "LinearCreateCommentBlock",
  description: "Comments on an issue of Linear.",
  categories: ["PRODUCTIVITY", "ISSUE_TRACKING"],
  pure: false,
  input: () =>
    z.object({
      credentials: linearCredentials("comments:create"),
      issue_id: z.string().describe("Id of the issue, such as ENG-7"),
      comment: z.string().describe("What to say, in Markdown"),
    }),
  output: () =>
    z.object({
      comment_id: z.string().describe("Id of the comment"),
      comment_body: z.string().describe("What it says"),
    }),
  async *run({ credentials, issue_id, comment }, io) {
    const Made = z.object({
      commentCreate: z.object({ comment: z.object({ id: z.string(), body: z.string() }) }),
    });
    const input = { issueId: issue_id, body: comment };
    const { commentCreate } = await linear(io, credentials, Made, QUERY, { input });
    yield ["comment_id", commentCreate.comment.id];
    yield ["comment_body", commentCreate.comment.body];
  },
  examples: [
    {
      input: { credentials: linearExample, issue_id: "ENG-7", comment: "Nice" },
      answers: [
        {
          method: "POST",
          url: LINEAR_URL,
          requestBody: { query: QUERY, variables: { input: { issueId: "ENG-7", body: "Nice" } } },
          body: { data: { commentCreate: { comment: { id: "c1", body: "Nice" } } } },
        },
      ],
      yields: { comment_id: ["c1"], comment_body: ["Nice"] },
    },
    {
      input: { credentials: linearExample, issue_id: "ENG-0", comment: "Nice" },
      answers: [
        {
          method: "POST",
          url: LINEAR_URL,
          body: { data: null, errors: [{ message: "Entity not found: Issue" }] },
        },
      ],
      yields: { error: ["Linear refuses: Entity not found: Issue"] },
    },
  ],
});
