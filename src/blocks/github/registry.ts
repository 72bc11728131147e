import type { Block } from "../block.ts";
import { githubAddLabel } from "./github-add-label.ts";
import { githubAssignIssue } from "./github-assign-issue.ts";
import { githubAssignPrReviewer } from "./github-assign-pr-reviewer.ts";
import { githubComment } from "./github-comment.ts";
import { githubCompareBranches } from "./github-compare-branches.ts";
import { githubCreateCheckRun } from "./github-create-check-run.ts";
import { githubCreateFile } from "./github-create-file.ts";
import { githubCreatePrReview } from "./github-create-pr-review.ts";
import { githubCreateRepository } from "./github-create-repository.ts";
import { githubCreateStatus } from "./github-create-status.ts";
import { githubDeleteBranch } from "./github-delete-branch.ts";
import { githubForkRepository } from "./github-fork-repository.ts";
import { githubGetCiResults } from "./github-get-ci-results.ts";
import { githubGetPrReviewComments } from "./github-get-pr-review-comments.ts";
import { githubGetRepositoryInfo } from "./github-get-repository-info.ts";
import { githubGetRepositoryTree } from "./github-get-repository-tree.ts";
import { githubListBranches } from "./github-list-branches.ts";
import { githubListComments } from "./github-list-comments.ts";
import { githubListCommits } from "./github-list-commits.ts";
import { githubListDiscussions } from "./github-list-discussions.ts";
import { githubListIssues } from "./github-list-issues.ts";
import { githubListPrReviewers } from "./github-list-pr-reviewers.ts";
import { githubListPrReviews } from "./github-list-pr-reviews.ts";
import { githubListPullRequests } from "./github-list-pull-requests.ts";
import { githubListReleases } from "./github-list-releases.ts";
import { githubListStargazers } from "./github-list-stargazers.ts";
import { githubListTags } from "./github-list-tags.ts";
import { githubMakeBranch } from "./github-make-branch.ts";
import { githubMakeIssue } from "./github-make-issue.ts";
import { githubMakePullRequest } from "./github-make-pull-request.ts";
import { githubMergePullRequest } from "./github-merge-pull-request.ts";
import { githubMultiFileCommit } from "./github-multi-file-commit.ts";
import { githubReadFile } from "./github-read-file.ts";
import { githubReadFolder } from "./github-read-folder.ts";
import { githubReadIssue } from "./github-read-issue.ts";
import { githubReadPullRequest } from "./github-read-pull-request.ts";
import { githubRemoveLabel } from "./github-remove-label.ts";
import { githubResolveReviewDiscussion } from "./github-resolve-review-discussion.ts";
import { githubSearchCode } from "./github-search-code.ts";
import { githubStarRepository } from "./github-star-repository.ts";
import { githubSubmitPendingReview } from "./github-submit-pending-review.ts";
import { githubUnassignIssue } from "./github-unassign-issue.ts";
import { githubUnassignPrReviewer } from "./github-unassign-pr-reviewer.ts";
import { githubUpdateCheckRun } from "./github-update-check-run.ts";
import { githubUpdateComment } from "./github-update-comment.ts";
import { githubUpdateFile } from "./github-update-file.ts";

export const GITHUB_BLOCKS: readonly Block[] = [
  githubAddLabel,
  githubAssignIssue,
  githubAssignPrReviewer,
  githubComment,
  githubCompareBranches,
  githubCreateFile,
  githubCreatePrReview,
  githubCreateRepository,
  githubCreateStatus,
  githubDeleteBranch,
  githubForkRepository,
  githubGetCiResults,
  githubGetPrReviewComments,
  githubGetRepositoryInfo,
  githubGetRepositoryTree,
  githubListBranches,
  githubListComments,
  githubListCommits,
  githubListIssues,
  githubListPrReviewers,
  githubListPrReviews,
  githubListPullRequests,
  githubListReleases,
  githubListStargazers,
  githubListTags,
  githubMakeBranch,
  githubMakeIssue,
  githubMakePullRequest,
  githubMergePullRequest,
  githubMultiFileCommit,
  githubReadFile,
  githubReadFolder,
  githubReadIssue,
  githubReadPullRequest,
  githubRemoveLabel,
  githubSearchCode,
  githubStarRepository,
  githubSubmitPendingReview,
  githubUnassignIssue,
  githubUnassignPrReviewer,
  githubUpdateComment,
  githubUpdateFile,
  githubCreateCheckRun,
  githubListDiscussions,
  githubResolveReviewDiscussion,
  githubUpdateCheckRun,
];
