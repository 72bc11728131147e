import * as z from "zod";
import { block } from "../block.ts";
import { anyDict, anyList } from "../pins.ts";
import {
  exampleHappened,
  exampleTrigger,
  githubEvent,
  githubTriggerInput,
  githubTriggerOutput,
  happened,
  pick,
} from "./github-event.ts";

const ACTIONS = [
  ...["opened", "edited", "deleted", "closed", "reopened", "assigned", "unassigned", "labeled", "unlabeled"],
  ...["locked", "unlocked", "transferred", "milestoned", "demilestoned", "pinned", "unpinned"],
];

const opened = {
  action: "opened",
  sender: { login: "ada" },
  issue: {
    number: 3,
    html_url: "https://github.com/a/b/issues/3",
    title: "It breaks",
    body: "Badly",
    labels: [{ name: "bug" }],
    assignees: [],
    state: "open",
  },
};

export const githubIssuesTrigger = block({
  id: "b2605464-e486-4bf4-aad3-d8a213c8a48a",
  name: "GithubIssuesTriggerBlock",
  description: "Starts the agent when something happens to an issue.",
  categories: ["DEVELOPER_TOOLS", "INPUT"],
  kind: "WEBHOOK",
  pure: true,
  input: () => githubTriggerInput(ACTIONS),
  output: () =>
    z.object({
      ...githubTriggerOutput,
      number: z.int().describe("The issue's number"),
      issue: anyDict().describe("The issue, as GitHub describes it"),
      issue_url: z.string().describe("Its page"),
      issue_title: z.string().describe("Its title"),
      issue_body: z.string().describe("Its text"),
      labels: anyList().describe("Its labels"),
      assignees: anyList().describe("Whose it is"),
      state: z.string().describe("Whether it is open or closed"),
    }),
  *run({ payload, events }) {
    const event = githubEvent({ payload, events }, "issue");
    if (event === null) return;
    const issue = event.of;
    yield* happened(payload, event);
    yield ["number", pick.number(issue["number"])];
    yield ["issue", issue];
    yield ["issue_url", pick.text(issue["html_url"])];
    yield ["issue_title", pick.text(issue["title"])];
    yield ["issue_body", pick.text(issue["body"])];
    yield ["labels", pick.list(issue["labels"])];
    yield ["assignees", pick.list(issue["assignees"])];
    yield ["state", pick.text(issue["state"])];
  },
  examples: [
    {
      input: exampleTrigger("opened", opened),
      yields: {
        ...exampleHappened(opened),
        number: [3],
        issue: [opened.issue],
        issue_url: ["https://github.com/a/b/issues/3"],
        issue_title: ["It breaks"],
        issue_body: ["Badly"],
        labels: [[{ name: "bug" }]],
        assignees: [[]],
        state: ["open"],
      },
    },
  ],
});
