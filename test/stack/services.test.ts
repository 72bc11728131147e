import { afterAll, describe, expect, it } from "vitest";
import { filesWith, rowsWith } from "./planted.ts";
import { githubStories } from "./services/github.ts";
import { githubPeopleStories } from "./services/github-people.ts";
import { discordStories, slackStories, telegramStories } from "./services/messages.ts";
import { airtableStories, linearStories, notionStories } from "./services/tables.ts";
import { todoistStories } from "./services/todoist.ts";
import { e2bStories, exaStories, firecrawlStories, jinaStories, youtubeStories } from "./services/web.ts";
import { SECRETS, startWorld } from "./services/world.ts";

const world = await startWorld();
afterAll(() => world.stop());

githubStories(world);
githubPeopleStories(world);
slackStories(world);
discordStories(world);
telegramStories(world);
notionStories(world);
linearStories(world);
airtableStories(world);
jinaStories(world);
firecrawlStories(world);
e2bStories(world);
exaStories(world);
todoistStories(world);
youtubeStories(world);

describe("after all of it", () => {
  it.each(Object.entries(SECRETS))(
    "the secret of %s is in no row, file, log or output",
    async (_service, secret) => {
      expect(await rowsWith(world.platform, secret)).toEqual([]);
      expect(filesWith(world.platform, secret)).toEqual([]);
      expect(world.logs.join("\n")).not.toContain(secret);
    },
  );
});
