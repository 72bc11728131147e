import * as z from "zod";
import { block } from "../block.ts";
import { Author, github, githubCredentials, githubExample, issuePath, issuePin } from "./api.ts";

export const githubReadIssue = block({
  id: "6443c75d-032a-4772-9c08-230c707c8acc",
  name: "GithubReadIssueBlock",
  description: "Reads an issue of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () => z.object({ credentials: githubCredentials(), issue_url: issuePin() }),
  output: () =>
    z.object({
      title: z.string().describe("Its title"),
      body: z.string().describe("What it says, in Markdown"),
      user: z.string().describe("Who opened it"),
    }),
  async *run({ credentials, issue_url }, io) {
    const Issue = z.object({ title: z.string(), body: z.string().nullable(), user: Author });
    const { title, body, user } = await github(io, credentials).ask(Issue, issuePath(issue_url));
    yield ["title", title];
    yield ["body", body ?? ""];
    yield ["user", user];
  },
  examples: [
    {
      input: { credentials: githubExample, issue_url: "https://github.com/ada/engine/issues/7" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/issues/7",
          body: { title: "Stuck", body: null, user: { login: "ada" }, state: "open" },
        },
      ],
      yields: { title: ["Stuck"], body: [""], user: ["ada"] },
    },
    {
      input: { credentials: githubExample, issue_url: "https://github.com/ada/engine/issues/404" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/issues/404",
          status: 404,
          body: { message: "Not Found" },
        },
      ],
      yields: { error: ["GitHub answered 404: Not Found"] },
    },
  ],
});
