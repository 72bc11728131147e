import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, issuePath, issuePin } from "./api.ts";

export const githubAddLabel = block({
  id: "98bd6b77-9506-43d5-b669-6b9733c4b1f1",
  name: "GithubAddLabelBlock",
  description: "Puts a label on an issue or a pull request of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      issue_url: issuePin(),
      label: z.string().describe("Name of the label"),
    }),
  output: () => z.object({ status: z.string().describe("What was done") }),
  async *run({ credentials, issue_url, label }, io) {
    await github(io, credentials).send(`${issuePath(issue_url)}/labels`, {
      method: "POST",
      body: { labels: [label] },
    });
    yield ["status", "Label added successfully"];
  },
  examples: [
    {
      input: {
        credentials: githubExample,
        issue_url: "https://github.com/ada/engine/issues/7",
        label: "bug",
      },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/repos/ada/engine/issues/7/labels",
          requestBody: { labels: ["bug"] },
          body: [{ name: "bug" }],
        },
      ],
      yields: { status: ["Label added successfully"] },
    },
  ],
});
