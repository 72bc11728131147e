import * as z from "zod";
import { block } from "../block.ts";
import {
  exampleHappened,
  exampleTrigger,
  githubEvent,
  githubTriggerInput,
  githubTriggerOutput,
  happened,
  pick,
} from "./github-event.ts";

const starred = {
  action: "created",
  starred_at: "2025-03-19T14:30:05Z",
  sender: { login: "ada" },
  repository: { full_name: "a/b", html_url: "https://github.com/a/b", stargazers_count: 100 },
};

export const githubStarTrigger = block({
  id: "551e0a35-100b-49b7-89b8-3031322239b6",
  name: "GithubStarTriggerBlock",
  description: "Starts the agent when a repository is given a star, or loses one.",
  categories: ["DEVELOPER_TOOLS", "INPUT"],
  kind: "WEBHOOK",
  pure: true,
  input: () => githubTriggerInput(["created", "deleted"]),
  output: () =>
    z.object({
      ...githubTriggerOutput,
      starred_at: z.string().describe("When, in ISO 8601; empty when a star was taken away"),
      stargazers_count: z.int().describe("How many stars there are now"),
      repository_name: z.string().describe("The repository, as owner/name"),
      repository_url: z.string().describe("Its page"),
    }),
  *run({ payload, events }) {
    const event = githubEvent({ payload, events }, "repository");
    if (event === null) return;
    yield* happened(payload, event);
    yield ["starred_at", pick.text(payload["starred_at"])];
    yield ["stargazers_count", pick.number(event.of["stargazers_count"])];
    yield ["repository_name", pick.text(event.of["full_name"])];
    yield ["repository_url", pick.text(event.of["html_url"])];
  },
  examples: [
    {
      input: exampleTrigger("created", starred),
      yields: {
        ...exampleHappened(starred),
        starred_at: ["2025-03-19T14:30:05Z"],
        stargazers_count: [100],
        repository_name: ["a/b"],
        repository_url: ["https://github.com/a/b"],
      },
    },
    {
      input: exampleTrigger("deleted", starred),
      yields: {},
    },
  ],
});
