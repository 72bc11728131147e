import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, issuePath, issuePin } from "./api.ts";

export const githubAssignIssue = block({
  id: "90507c72-b0ff-413a-886a-23bbbd66f542",
  name: "GithubAssignIssueBlock",
  description: "Assigns somebody to an issue of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      issue_url: issuePin(),
      assignee: z.string().describe("User name of who is to do it"),
    }),
  output: () => z.object({ status: z.string().describe("What was done") }),
  async *run({ credentials, issue_url, assignee }, io) {
    await github(io, credentials).send(`${issuePath(issue_url)}/assignees`, {
      method: "POST",
      body: { assignees: [assignee] },
    });
    yield ["status", "Issue assigned successfully"];
  },
  examples: [
    {
      input: {
        credentials: githubExample,
        issue_url: "https://github.com/ada/engine/issues/7",
        assignee: "eve",
      },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/issues/7/assignees",
          requestBody: { assignees: ["eve"] },
          status: 201,
          body: {},
        },
      ],
      yields: { status: ["Issue assigned successfully"] },
    },
  ],
});
