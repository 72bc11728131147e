import { createHash } from "node:crypto";

/** What a repository of the fake holds. Issues and pull requests share their numbers. */
export interface Repository {
  owner: string;
  name: string;
  isPrivate: boolean;
  issues: Issue[];
  pulls: Pull[];
  comments: Comment[];
  /** By sha. */
  commits: Map<string, Commit>;
  /** By sha: content by path. */
  trees: Map<string, ReadonlyMap<string, string>>;
  /** Commits by branch. */
  branches: Map<string, string>;
  stargazers: Set<string>;
  checks: Check[];
  discussions: { title: string; url: string }[];
  /** Tags, and the name of the release of each that has one. */
  tags: Map<string, { release: string | null }>;
}

export interface Issue {
  number: number;
  title: string;
  body: string | null;
  labels: string[];
  assignees: string[];
}

export interface Pull extends Issue {
  head: string;
  base: string;
  isMerged: boolean;
  reviewers: string[];
  reviews: Review[];
}

export interface Review {
  id: number;
  body: string;
  state: string;
  comments: { id: number; path: string; line: number; body: string; isResolved: boolean }[];
}

export interface Comment {
  id: number;
  issue: number;
  body: string;
}

export interface Commit {
  sha: string;
  message: string;
  tree: string;
  parents: string[];
}

export interface Check {
  id: number;
  name: string;
  head_sha: string;
  status: string;
  conclusion: string | null;
  details_url: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
}

/** The account whose token it is, and somebody who may be asked to review. */
export const ME = "ada";
export const COLLABORATORS = [ME, "eve"];

let ids = 100;
export const nextId = (): number => ++ids;

export const sha = (...parts: string[]): string => createHash("sha1").update(parts.join("\0")).digest("hex");

export function newRepository(
  name: string,
  files: Record<string, string> = { "README.md": "# Engine\n" },
): Repository {
  const repository: Repository = {
    owner: ME,
    name,
    isPrivate: false,
    issues: [],
    pulls: [],
    comments: [],
    commits: new Map(),
    trees: new Map(),
    branches: new Map(),
    stargazers: new Set(),
    checks: [],
    discussions: [{ title: "Tea?", url: `https://github.com/${ME}/${name}/discussions/90` }],
    tags: new Map(),
  };
  const tree = addTree(repository, new Map(Object.entries(files)));
  repository.branches.set("main", addCommit(repository, "First", tree, []).sha);
  return repository;
}

export function addTree({ trees }: Repository, files: ReadonlyMap<string, string>): string {
  const id = sha("tree", JSON.stringify([...files].sort()));
  trees.set(id, files);
  return id;
}

export function addCommit({ commits }: Repository, message: string, tree: string, parents: string[]): Commit {
  const commit = { sha: sha("commit", message, tree, ...parents, String(nextId())), message, tree, parents };
  commits.set(commit.sha, commit);
  return commit;
}

/** A commit by its sha, or by the branch whose head it is. */
export const commitAt = ({ branches, commits }: Repository, ref: string): Commit | undefined =>
  commits.get(branches.get(ref) ?? ref);

export const filesAt = (repository: Repository, ref: string): ReadonlyMap<string, string> =>
  repository.trees.get(commitAt(repository, ref)?.tree ?? "") ?? new Map();

/** A commit and all that came before it. */
export function* history(repository: Repository, ref: string): Generator<Commit> {
  const commit = commitAt(repository, ref);
  if (commit === undefined) return;
  yield commit;
  for (const parent of commit.parents) yield* history(repository, parent);
}

export const numberedNext = ({ issues, pulls }: Repository): number => issues.length + pulls.length + 1;

export const issueAt = ({ issues, pulls }: Repository, number: number): Issue | Pull | undefined =>
  [...issues, ...pulls].find((each) => each.number === number);
