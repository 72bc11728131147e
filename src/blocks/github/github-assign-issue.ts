import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { github, githubCredentials, githubExample, issuePath, issuePin, Login } from "./api.ts";

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
    const Issue = z.object({ assignees: z.array(Login) });
    const path = `${issuePath(issue_url)}/assignees`;
    const { assignees } = await github(io, credentials).ask(Issue, path, {
      method: "POST",
      body: { assignees: [assignee] },
    });
    // Who may not be assigned GitHub leaves out, and answers 201 all the same.
    if (!assignees.some(({ login }) => login.toLowerCase() === assignee.toLowerCase())) {
      throw new BlockError(`GitHub does not let ${assignee} be assigned to this issue`);
    }
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
          body: { number: 7, assignees: [{ login: "eve" }] },
        },
      ],
      yields: { status: ["Issue assigned successfully"] },
    },
    {
      input: {
        credentials: githubExample,
        issue_url: "https://github.com/ada/engine/issues/7",
        assignee: "mallory",
      },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/issues/7/assignees",
          requestBody: { assignees: ["mallory"] },
          status: 201,
          body: { number: 7, assignees: [] },
        },
      ],
      yields: { error: ["GitHub does not let mallory be assigned to this issue"] },
    },
  ],
});
