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
  ...["created", "edited", "deleted", "answered", "unanswered", "labeled", "unlabeled", "locked", "unlocked"],
  ...["category_changed", "transferred", "pinned", "unpinned", "closed", "reopened"],
];

const created = {
  action: "created",
  sender: { login: "ada" },
  discussion: {
    number: 4,
    html_url: "https://github.com/a/b/discussions/4",
    title: "How?",
    body: "Tell me",
    category: { name: "Q&A" },
    state: "open",
  },
};

export const githubDiscussionTrigger = block({
  id: "87f847b3-d81a-424e-8e89-acadb5c9d52b",
  name: "GithubDiscussionTriggerBlock",
  description: "Starts the agent when something happens to a discussion.",
  categories: ["DEVELOPER_TOOLS", "INPUT"],
  kind: "WEBHOOK",
  pure: true,
  input: () => githubTriggerInput(ACTIONS),
  output: () =>
    z.object({
      ...githubTriggerOutput,
      number: z.int().describe("The discussion's number"),
      discussion: anyDict().describe("The discussion, as GitHub describes it"),
      discussion_url: z.string().describe("Its page"),
      title: z.string().describe("Its title"),
      body: z.string().describe("Its text"),
      category: anyDict().describe("Its category, as GitHub describes it"),
      category_name: z.string().describe("What the category is called"),
      state: z.string().describe("Whether it is open or closed"),
    }),
  *run({ payload, events }) {
    const event = githubEvent({ payload, events }, "discussion");
    if (event === null) return;
    const discussion = event.of;
    const category = pick.dict(discussion["category"]);
    yield* happened(payload, event);
    yield ["number", pick.number(discussion["number"])];
    yield ["discussion", discussion];
    yield ["discussion_url", pick.text(discussion["html_url"])];
    yield ["title", pick.text(discussion["title"])];
    yield ["body", pick.text(discussion["body"])];
    yield ["category", category];
    yield ["category_name", pick.text(category["name"])];
    yield ["state", pick.text(discussion["state"])];
  },
  examples: [
    {
      input: exampleTrigger("created", created),
      yields: {
        ...exampleHappened(created),
        number: [4],
        discussion: [created.discussion],
        discussion_url: ["https://github.com/a/b/discussions/4"],
        title: ["How?"],
        body: ["Tell me"],
        category: [{ name: "Q&A" }],
        category_name: ["Q&A"],
        state: ["open"],
      },
    },
  ],
});
