import { describe, expect, it } from "vitest";
import { githubAssignPrReviewer } from "#blocks/github/github-assign-pr-reviewer.ts";
import { githubCreateRepository } from "#blocks/github/github-create-repository.ts";
import { githubForkRepository } from "#blocks/github/github-fork-repository.ts";
import { githubGetRepositoryInfo } from "#blocks/github/github-get-repository-info.ts";
import { githubListPrReviewers } from "#blocks/github/github-list-pr-reviewers.ts";
import { githubListPrReviews } from "#blocks/github/github-list-pr-reviews.ts";
import { githubListReleases } from "#blocks/github/github-list-releases.ts";
import { githubListStargazers } from "#blocks/github/github-list-stargazers.ts";
import { githubListTags } from "#blocks/github/github-list-tags.ts";
import { githubReadIssue } from "#blocks/github/github-read-issue.ts";
import { githubStarRepository } from "#blocks/github/github-star-repository.ts";
import { githubUnassignIssue } from "#blocks/github/github-unassign-issue.ts";
import { githubUnassignPrReviewer } from "#blocks/github/github-unassign-pr-reviewer.ts";
import type { World } from "./world.ts";

const REPO = "https://github.com/ada/engine";

/** After the other stories: there are an issue, which eve is to do, and a pull request with a review. */
export function githubPeopleStories({ fakes, node, handOn, run }: World): void {
  const { engine } = fakes.github;

  describe("GitHub, with others", () => {
    it("has an issue read and taken from somebody", async () => {
      const issue_url = `${REPO}/issues/1`;
      expect(engine.issues[0]?.assignees).toEqual(["eve"]);
      const { of } = await run([
        node("read", githubReadIssue, { issue_url }),
        node("free", githubUnassignIssue, { issue_url, assignee: "eve" }),
      ]);
      expect(of("read")).toEqual({ title: ["Stuck"], body: ["It **is**"], user: ["ada"] });
      expect(of("free")).toEqual({ status: ["Issue unassigned successfully"] });
      expect(engine.issues[0]?.assignees).toEqual([]);
    });

    it("has somebody asked to review and let off, and tells who has said what", async () => {
      const pr_number = engine.pulls[0]?.number ?? 0;
      const pr_url = `${REPO}/pull/${pr_number}`;
      const { of } = await run(
        [
          node("ask", githubAssignPrReviewer, { pr_url, reviewer: "eve" }),
          handOn("asked", pr_url),
          node("who", githubListPrReviewers),
          node("off", githubUnassignPrReviewer, { pr_url }),
          node("stranger", githubAssignPrReviewer, { pr_url, reviewer: "mallory" }),
          handOn("refused", "went on"),
          node("reviews", githubListPrReviews, { repo: REPO, pr_number }),
        ],
        [
          "ask.status > asked.input",
          "asked.output > who.pr_url",
          "who.reviewer_#_username > off.reviewer",
          "stranger.error > refused.input",
        ],
      );
      expect(of("who")["reviewers"]).toEqual([[{ username: "eve", url: "https://github.com/eve" }]]);
      expect(of("off")).toEqual({ status: ["Reviewer unassigned successfully"] });
      expect(engine.pulls[0]?.reviewers).toEqual([]);
      expect(of("stranger")).toEqual({
        error: ["GitHub answered 422: Reviews may only be requested from collaborators."],
      });
      expect(of("reviews")["review"]).toMatchObject([
        { state: "CHANGES_REQUESTED", user: "ada", body: "Hm" },
      ]);
    });

    it("has a repository liked, and tells its facts, tags and releases", async () => {
      engine.tags.set("v1/é", { release: null }).set("v2", { release: "Second" }).set("v3", { release: "" });
      const { of } = await run(
        [
          node("star", githubStarRepository, { repo_url: REPO }),
          handOn("starred", REPO),
          node("fans", githubListStargazers),
          node("facts", githubGetRepositoryInfo),
          node("tags", githubListTags, { repo_url: REPO }),
          node("releases", githubListReleases, { repo_url: REPO }),
        ],
        ["star.status > starred.input", "starred.output > fans.repo_url", "starred.output > facts.repo_url"],
      );
      expect(of("fans")["stargazer"]).toEqual([{ username: "ada", url: "https://github.com/ada" }]);
      expect(of("facts")).toMatchObject({ full_name: ["ada/engine"], description: [""], stars: [1] });
      expect(of("tags")["tags"]).toEqual([
        [
          { name: "v1/é", url: `${REPO}/tree/v1/%C3%A9` },
          { name: "v2", url: `${REPO}/tree/v2` },
          { name: "v3", url: `${REPO}/tree/v3` },
        ],
      ]);
      expect(of("releases")["releases"]).toEqual([
        [
          { name: "Second", url: `${REPO}/releases/tag/v2` },
          { name: "v3", url: `${REPO}/releases/tag/v3` },
        ],
      ]);
    });

    it("has a repository made, once, and another copied", async () => {
      const { of } = await run([node("make", githubCreateRepository, { name: "loom", private: true })]);
      expect(of("make")["clone_url"]).toEqual(["https://github.com/ada/loom.git"]);
      const again = await run(
        [
          node("again", githubCreateRepository, { name: "loom" }),
          handOn("refused", "went on"),
          node("fork", githubForkRepository, { repo_url: REPO, organization: "lovelace" }),
          node("mine", githubForkRepository, { repo_url: REPO }),
        ],
        ["again.error > refused.input"],
      );
      expect(again.of("again")).toEqual({
        error: [expect.stringContaining("name already exists on this account")],
      });
      expect(again.of("fork")["full_name"]).toEqual(["lovelace/engine"]);
      expect(again.of("mine")["full_name"]).toEqual(["ada/engine"]);
    });
  });
}
