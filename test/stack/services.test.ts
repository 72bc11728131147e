import { afterAll, describe, expect, it } from "vitest";
import { filesWith, rowsWith } from "./planted.ts";
import { githubStories } from "./services/github.ts";
import { SECRETS, startWorld } from "./services/world.ts";

const world = await startWorld();
afterAll(() => world.stop());

githubStories(world);

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
