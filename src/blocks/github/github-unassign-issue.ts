import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, issuePath, issuePin } from "./api.ts";

export const githubUnassignIssue = block({
  id: "d154002a-38f4-46c2-962d-2488f2b05ece",
  name: "GithubUnassignIssueBlock",
  description: "Takes somebody off an issue of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      issue_url: issuePin(),
      assignee: z.string().describe("User name of who need not do it any more"),
    }),
  output: () => z.object({ status: z.string().describe("What was done") }),
  async *run({ credentials, issue_url, assignee }, io) {
    await github(io, credentials).send(`${issuePath(issue_url)}/assignees`, {
      method: "DELETE",
      body: { assignees: [assignee] },
    });
    yield ["status", "Issue unassigned successfully"];
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
          method: "DELETE",
          url: "https://api.github.com/repos/ada/engine/issues/7/assignees",
          requestBody: { assignees: ["eve"] },
          body: {},
        },
      ],
      yields: { status: ["Issue unassigned successfully"] },
    },
  ],
});
