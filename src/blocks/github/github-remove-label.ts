import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample, issuePath, issuePin } from "./api.ts";

export const githubRemoveLabel = block({
  id: "78f050c5-3e3a-48c0-9e5b-ef1ceca5589c",
  name: "GithubRemoveLabelBlock",
  description: "Takes a label off an issue or a pull request of GitHub.",
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
    const path = `${issuePath(issue_url)}/labels/${encodeURIComponent(label)}`;
    await github(io, credentials).send(path, { method: "DELETE" });
    yield ["status", "Label removed successfully"];
  },
  examples: [
    {
      input: {
        credentials: githubExample,
        issue_url: "https://github.com/ada/engine/issues/7",
        label: "help wanted",
      },
      answers: [
        {
          method: "DELETE",
          url: "https://api.github.com/repos/ada/engine/issues/7/labels/help%20wanted",
          body: [],
        },
      ],
      yields: { status: ["Label removed successfully"] },
    },
  ],
});
