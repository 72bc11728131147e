import { describe, expect, it } from "vitest";
import { githubAddLabel } from "#blocks/github/github-add-label.ts";
import { githubAssignIssue } from "#blocks/github/github-assign-issue.ts";
import { githubComment } from "#blocks/github/github-comment.ts";
import { githubCompareBranches } from "#blocks/github/github-compare-branches.ts";
import { githubCreateCheckRun } from "#blocks/github/github-create-check-run.ts";
import { githubCreateFile } from "#blocks/github/github-create-file.ts";
import { githubCreatePrReview } from "#blocks/github/github-create-pr-review.ts";
import { githubCreateStatus } from "#blocks/github/github-create-status.ts";
import { githubDeleteBranch } from "#blocks/github/github-delete-branch.ts";
import { githubGetCiResults } from "#blocks/github/github-get-ci-results.ts";
import { githubGetPrReviewComments } from "#blocks/github/github-get-pr-review-comments.ts";
import { githubGetRepositoryTree } from "#blocks/github/github-get-repository-tree.ts";
import { githubListBranches } from "#blocks/github/github-list-branches.ts";
import { githubListComments } from "#blocks/github/github-list-comments.ts";
import { githubListCommits } from "#blocks/github/github-list-commits.ts";
import { githubListDiscussions } from "#blocks/github/github-list-discussions.ts";
import { githubListIssues } from "#blocks/github/github-list-issues.ts";
import { githubListPullRequests } from "#blocks/github/github-list-pull-requests.ts";
import { githubMakeBranch } from "#blocks/github/github-make-branch.ts";
import { githubMakeIssue } from "#blocks/github/github-make-issue.ts";
import { githubMakePullRequest } from "#blocks/github/github-make-pull-request.ts";
import { githubMergePullRequest } from "#blocks/github/github-merge-pull-request.ts";
import { githubMultiFileCommit } from "#blocks/github/github-multi-file-commit.ts";
import { githubReadFile } from "#blocks/github/github-read-file.ts";
import { githubReadFolder } from "#blocks/github/github-read-folder.ts";
import { githubReadPullRequest } from "#blocks/github/github-read-pull-request.ts";
import { githubRemoveLabel } from "#blocks/github/github-remove-label.ts";
import { githubResolveReviewDiscussion } from "#blocks/github/github-resolve-review-discussion.ts";
import { githubSearchCode } from "#blocks/github/github-search-code.ts";
import { githubSubmitPendingReview } from "#blocks/github/github-submit-pending-review.ts";
import { githubUpdateCheckRun } from "#blocks/github/github-update-check-run.ts";
import { githubUpdateComment } from "#blocks/github/github-update-comment.ts";
import { githubUpdateFile } from "#blocks/github/github-update-file.ts";
import { filesAt } from "../../fakes/github-world.ts";
import { BLOCK } from "../platform.ts";
import type { World } from "./world.ts";

const REPO = "https://github.com/ada/engine";

export function githubStories({ fakes, platform, store, node, handOn, run }: World): void {
  const { engine } = fakes.github;
  const pulled = () => engine.pulls[0]?.number ?? 0;
  const asked = () => engine.pulls[0]?.reviews[0]?.comments[0]?.id ?? 0;

  describe("GitHub", () => {
    it("has an issue opened, commented, labeled and assigned, each with what came of the step before", async () => {
      const { status, of } = await run(
        [
          node("issue", githubMakeIssue, { repo_url: REPO, title: "Stuck", body: "It **is**" }),
          node("comment", githubComment, { comment: "On it" }),
          node("edit", githubUpdateComment, { comment: "On it." }),
          node("comments", githubListComments),
          node("label", githubAddLabel, { label: "good first issue" }),
          node("labeled", githubAddLabel, { label: "to do" }),
          node("assign", githubAssignIssue, { assignee: "eve" }),
        ],
        [
          "issue.url > comment.issue_url",
          "comment.url > edit.comment_url",
          "edit.url > comments.issue_url",
          "issue.url > label.issue_url",
          "issue.url > labeled.issue_url",
          "issue.url > assign.issue_url",
        ],
      );
      expect(status).toBe("COMPLETED");
      expect(of("issue")).toEqual({ number: [1], url: [`${REPO}/issues/1`] });
      expect(of("comments")["comments"]).toEqual([
        [{ id: of("comment")["id"]?.[0], body: "On it.", user: "ada", url: of("comment")["url"]?.[0] }],
      ]);
      expect(engine.issues).toMatchObject([{ title: "Stuck", body: "It **is**", assignees: ["eve"] }]);
      expect(engine.issues[0]?.labels.toSorted()).toEqual(["good first issue", "to do"]);
    });

    it("says on the error pin what it objects to, and the run goes on", async () => {
      const issue_url = `${REPO}/issues/1`;
      const { status, of } = await run(
        [
          node("unlabel", githubRemoveLabel, { issue_url, label: "good first issue" }),
          node("again", githubRemoveLabel, { issue_url, label: "never there" }),
          node("stranger", githubAssignIssue, { issue_url, assignee: "mallory" }),
          node("nowhere", githubListIssues, { repo_url: "ada/nowhere" }),
          node("nothing", githubMakePullRequest, pullRequest({ head: "main" })),
          node("issues", githubListIssues, { repo_url: REPO }),
          ...["again", "stranger", "nowhere", "nothing"].map((of) => handOn(`after_${of}`, "went on")),
        ],
        ["again", "stranger", "nowhere", "nothing"].map((of) => `${of}.error > after_${of}.input`),
      );
      expect(status).toBe("COMPLETED");
      expect(of("again")).toEqual({ error: ["GitHub answered 404: Label does not exist"] });
      expect(of("stranger")).toEqual({ error: ["GitHub does not let mallory be assigned to this issue"] });
      expect(of("nowhere")).toEqual({ error: ["GitHub answered 404: Not Found"] });
      expect(of("nothing")).toEqual({
        error: ["GitHub answered 422: Validation Failed: No commits between main and main"],
      });
      expect(of("after_nothing")).toEqual({ output: ["went on"] });
      expect(of("issues")["issues"]).toEqual([[{ title: "Stuck", url: issue_url }]]);
      expect(engine.issues[0]?.labels).toEqual(["to do"]);
    });

    it("has a branch made, changed, reviewed and merged", async () => {
      const { status, of } = await run(
        [
          node("branch", githubMakeBranch, { repo_url: REPO, source_branch: "main", new_branch: "fix/é" }),
          handOn("branched", REPO),
          node("create", githubCreateFile, file({ content: "one" })),
          node("update", githubUpdateFile, file({ content: "two é" })),
          node("commit", githubMultiFileCommit, {
            branch: "fix/é",
            commit_message: "Both",
            files: [
              { path: "src/b.ts", content: "b" },
              { path: "README.md", operation: "delete" },
            ],
          }),
          node("read", githubReadFile, { file_path: "src/a b.ts", branch: "fix/é" }),
          node("folder", githubReadFolder, { folder_path: "src", branch: "fix/é" }),
          node("compare", githubCompareBranches, { base: "main", head: "fix/é" }),
          node("pull", githubMakePullRequest, pullRequest({ head: "fix/é" })),
          node("look", githubReadPullRequest, { include_pr_changes: true }),
          node("review", githubCreatePrReview, {
            body: "Hm",
            create_as_draft: true,
            comments: [{ path: "src/b.ts", body: "Why?", line: 1, side: "RIGHT" }],
          }),
          node("submit", githubSubmitPendingReview, { event: "REQUEST_CHANGES" }),
          node("objections", githubGetPrReviewComments),
          node("merge", githubMergePullRequest, { merge_method: "squash", commit_title: "Fixed" }),
          node("status", githubCreateStatus, { repo_url: REPO, state: "success", check_name: "mine" }),
          handOn("merged", REPO),
          node("delete", githubDeleteBranch, { branch: "fix/é" }),
        ],
        [
          "branch.status > branched.input",
          "branched.output > create.repo_url",
          "create.url > update.repo_url",
          "update.url > commit.repo_url",
          "commit.url > read.repo_url",
          "commit.url > folder.repo_url",
          "commit.url > compare.repo_url",
          "commit.url > pull.repo_url",
          "pull.url > look.pr_url",
          "pull.url > review.repo",
          "pull.number > review.pr_number",
          "pull.url > submit.repo",
          "pull.number > submit.pr_number",
          "review.review_id > submit.review_id",
          "submit.html_url > objections.repo",
          "pull.number > objections.pr_number",
          "submit.html_url > merge.pr_url",
          "merge.sha > status.sha",
          "status.status > merged.input",
          "merged.output > delete.repo_url",
        ],
      );
      expect(status).toBe("COMPLETED");
      expect(of("read")).toMatchObject({ text_content: ["two é"] });
      expect(of("folder")["file"]).toEqual([
        expect.objectContaining({ path: "src/a b.ts" }),
        expect.objectContaining({ path: "src/b.ts" }),
      ]);
      expect(of("compare")).toMatchObject({ status: ["ahead"], ahead_by: [3], behind_by: [0] });
      expect(of("look")["changes"]).toEqual([expect.stringContaining("src/b.ts")]);
      expect(of("submit")["state"]).toEqual(["CHANGES_REQUESTED"]);
      expect(of("objections")["comment"]).toMatchObject([{ path: "src/b.ts", line: 1, body: "Why?" }]);
      expect(of("merge")).toMatchObject({ merged: [true], message: ["Pull Request successfully merged"] });
      expect(of("status")["status"]).toMatchObject([{ state: "success", context: "mine" }]);
      expect([...engine.branches.keys()]).toEqual(["main"]);
      expect(Object.fromEntries(filesAt(engine, "main"))).toEqual({ "src/a b.ts": "two é", "src/b.ts": "b" });
    });

    it("has checks reported, read as results, and a discussion of a review resolved", async () => {
      const { status, of } = await run(
        [
          node("head", githubListCommits, { repo_url: REPO, per_page: 1 }),
          node("check", githubCreateCheckRun, { repo_url: REPO, name: "unit" }),
          node("done", githubUpdateCheckRun, {
            status: "completed",
            conclusion: "failure",
            output_summary: "ok a\nFAIL b",
          }),
          node("results", githubGetCiResults, { target: "main", search_pattern: "FAIL" }),
          node("discussions", githubListDiscussions, { repo_url: REPO }),
          node("resolve", githubResolveReviewDiscussion, {
            repo: REPO,
            pr_number: pulled(),
            comment_id: asked(),
          }),
          node("nothing", githubResolveReviewDiscussion, { repo: REPO, pr_number: pulled(), comment_id: 1 }),
          handOn("none", "no such comment"),
        ],
        [
          "head.commit_#_sha > check.head_sha",
          "check.check_run_#_id > done.check_run_id",
          "check.check_run_#_html_url > done.repo_url",
          "done.check_run_#_html_url > results.repo",
          "nothing.error > none.input",
        ],
      );
      expect(status).toBe("COMPLETED");
      expect(of("results")).toMatchObject({
        matched_line: [{ check_name: "unit", line: "FAIL b" }],
        overall_conclusion: ["failure"],
        failed_checks: [1],
      });
      expect(of("discussions")["discussion"]).toEqual([{ title: "Tea?", url: `${REPO}/discussions/90` }]);
      expect(of("resolve")).toEqual({ success: [true] });
      expect(engine.pulls[0]?.reviews[0]?.comments[0]?.isResolved).toBe(true);
      expect(of("nothing")).toEqual({ error: ["The pull request has no discussion with the comment 1"] });
    });

    it("is read: branches, commits, files, pull requests, code", async () => {
      const { status, of } = await run([
        node("branches", githubListBranches, { repo_url: REPO }),
        node("commits", githubListCommits, { repo_url: REPO, per_page: 2 }),
        node("tree", githubGetRepositoryTree, { repo_url: REPO }),
        node("pulls", githubListPullRequests, { repo_url: REPO }),
        node("search", githubSearchCode, { query: "two", repo: "ada/engine" }),
      ]);
      expect(status).toBe("COMPLETED");
      expect(of("branches")["branches"]).toEqual([[{ name: "main", url: `${REPO}/tree/main` }]]);
      expect(of("commits")["commits"]).toEqual([
        [expect.objectContaining({ message: "Fixed" }), expect.anything()],
      ]);
      expect(of("tree")["entry"]).toMatchObject([{ path: "src/a b.ts", type: "blob" }, { path: "src/b.ts" }]);
      expect(of("pulls")["pull_requests"]).toEqual([[]]);
      expect(of("search")).toMatchObject({ result: [{ path: "src/a b.ts" }], total_count: [1] });
    });

    it("is asked again when it was asked too much, and has its issue once", async () => {
      const before = engine.issues.length;
      fakes.github.tire();
      const { of } = await run([
        node("issue", githubMakeIssue, { repo_url: REPO, title: "Later", body: "" }),
      ]);
      expect(of("issue")["number"]).toHaveLength(1);
      expect(engine.issues).toHaveLength(before + 1);
      expect(fakes.github.asked.slice(-2)).toEqual(Array(2).fill("POST /repos/ada/engine/issues"));
    });

    it("is not asked by a node whose credential was deleted while the run was under way", async () => {
      const credentials = await store("github", "ghp_soon_gone_8a77");
      const graph = await platform.graph({
        name: "Waits, then labels",
        nodes: [
          { id: "wait", block_id: BLOCK.timer, input_default: { seconds: 2 } },
          node("label", githubAddLabel, { credentials, issue_url: `${REPO}/issues/1` }),
        ],
        links: [{ source_id: "wait", source_name: "output_message", sink_id: "label", sink_name: "label" }],
      });
      const execution = await platform.start(graph);
      const asked = fakes.github.asked.length;
      // Deleted: the answer has no body.
      await platform.call("DELETE", `/api/v2/integrations/credentials/${credentials.id}`).catch(() => null);
      const { node_executions } = await platform.ended(execution);
      expect(node_executions.find(({ node_id }) => node_id === "label")).toMatchObject({
        status: "FAILED",
        error: "You have no such github credential",
      });
      expect(fakes.github.asked).toHaveLength(asked);
    });

    it("names the credential as the fault when it does not take it", async () => {
      const credentials = await store("github", "ghp_wrong_1b2c");
      const { node: found } = await run([node("issues", githubListIssues, { credentials, repo_url: REPO })]);
      expect(found("issues")).toMatchObject({
        status: "FAILED",
        error: "GitHub answered 401: Bad credentials. Check the credential and what it may do",
      });
    });
  });
}

const file = (more: { content: string }) => ({
  file_path: "src/a b.ts",
  branch: "fix/é",
  commit_message: "A file",
  ...more,
});

const pullRequest = (more: { head: string }) => ({
  repo_url: REPO,
  title: "Fix",
  body: "Closes #1",
  base: "main",
  ...more,
});
