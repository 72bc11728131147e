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

const ACTIONS = ["published", "unpublished", "created", "edited", "deleted", "prereleased", "released"];

const published = {
  action: "published",
  sender: { login: "ada" },
  release: {
    html_url: "https://github.com/a/b/releases/tag/v1",
    tag_name: "v1",
    name: "First",
    body: null,
    prerelease: false,
    draft: false,
    assets: [{ name: "a.zip" }],
  },
};

export const githubReleaseTrigger = block({
  id: "2052dd1b-74e1-46ac-9c87-c7a0e057b60b",
  name: "GithubReleaseTriggerBlock",
  description: "Starts the agent when something happens to a release.",
  categories: ["DEVELOPER_TOOLS", "INPUT"],
  kind: "WEBHOOK",
  pure: true,
  input: () => githubTriggerInput(ACTIONS),
  output: () =>
    z.object({
      ...githubTriggerOutput,
      release: anyDict().describe("The release, as GitHub describes it"),
      release_url: z.string().describe("Its page"),
      tag_name: z.string().describe("The tag that it is of"),
      release_name: z.string().describe("What it is called"),
      body: z.string().describe("Its notes"),
      prerelease: z.boolean().describe("Whether it is one before a release"),
      draft: z.boolean().describe("Whether it is a draft"),
      assets: anyList().describe("The files that come with it"),
    }),
  *run({ payload, events }) {
    const event = githubEvent({ payload, events }, "release");
    if (event === null) return;
    const release = event.of;
    yield* happened(payload, event);
    yield ["release", release];
    yield ["release_url", pick.text(release["html_url"])];
    yield ["tag_name", pick.text(release["tag_name"])];
    yield ["release_name", pick.text(release["name"])];
    yield ["body", pick.text(release["body"])];
    yield ["prerelease", pick.flag(release["prerelease"])];
    yield ["draft", pick.flag(release["draft"])];
    yield ["assets", pick.list(release["assets"])];
  },
  examples: [
    {
      input: exampleTrigger("published", published),
      yields: {
        ...exampleHappened(published),
        release: [published.release],
        release_url: ["https://github.com/a/b/releases/tag/v1"],
        tag_name: ["v1"],
        release_name: ["First"],
        body: [""],
        prerelease: [false],
        draft: [false],
        assets: [[{ name: "a.zip" }]],
      },
    },
  ],
});
