import type { Block } from "../block.ts";
import { linearCreateComment } from "./linear-create-comment.ts";
import { linearCreateIssue } from "./linear-create-issue.ts";
import { linearGetProjectIssues } from "./linear-get-project-issues.ts";
import { linearSearchIssues } from "./linear-search-issues.ts";
import { linearSearchProjects } from "./linear-search-projects.ts";

export const LINEAR_BLOCKS: readonly Block[] = [
  linearCreateComment,
  linearCreateIssue,
  linearGetProjectIssues,
  linearSearchIssues,
  linearSearchProjects,
];
