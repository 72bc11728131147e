import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
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
  ...[
    "opened",
    "edited",
    "closed",
    "reopened",
    "synchronize",
    "assigned",
    "unassigned",
    "labeled",
    "unlabeled",
  ],
  ...["converted_to_draft", "locked", "unlocked", "enqueued", "dequeued", "milestoned", "demilestoned"],
  ...["ready_for_review", "review_requested", "review_request_removed", "auto_merge_enabled"],
  "auto_merge_disabled",
];

export const githubPullRequestTrigger = block({
  id: "6c60ec01-8128-419e-988f-96a063ee2fea",
  name: "GithubPullRequestTriggerBlock",
  description: "Starts the agent when something happens to a pull request.",
  categories: ["DEVELOPER_TOOLS", "INPUT"],
  kind: "WEBHOOK",
  pure: true,
  input: () => githubTriggerInput(ACTIONS),
  output: () =>
    z.object({
      ...githubTriggerOutput,
      number: z.int().describe("The pull request's number"),
      pull_request: anyDict().describe("The pull request, as GitHub describes it"),
      pull_request_url: z.string().describe("Its page"),
    }),
  *run({ payload, events }) {
    const event = githubEvent({ payload, events }, "pull_request");
    if (event === null) return;
    yield* happened(payload, event);
    yield ["number", pick.number(payload["number"])];
    yield ["pull_request", event.of];
    yield ["pull_request_url", pick.text(event.of["html_url"])];
  },
  examples: [
    {
      input: exampleTrigger("opened", opened("opened")),
      yields: {
        ...exampleHappened(opened("opened")),
        number: [7],
        pull_request: [{ html_url: "https://github.com/a/b/pull/7" }],
        pull_request_url: ["https://github.com/a/b/pull/7"],
      },
    },
    { input: exampleTrigger("opened", opened("closed")), yields: {} },
    {
      input: exampleTrigger("opened"),
      yields: { error: ["The payload is no event of GitHub about a pull request"] },
    },
  ],
});

function opened(action: string) {
  return {
    action,
    number: 7,
    sender: { login: "ada" },
    pull_request: { html_url: "https://github.com/a/b/pull/7" },
  };
}
