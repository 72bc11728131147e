import * as z from "zod";
import { githubCredentials, repoPath, repoPin } from "./api.ts";

/** What a review says of a pull request as a whole. */
export const reviewEventPin = () =>
  z
    .enum(["COMMENT", "APPROVE", "REQUEST_CHANGES"])
    .default("COMMENT")
    .describe("Whether it only comments, approves, or asks for changes");

/** The pins that name a pull request by its number. */
export const numberedPullRequestPins = () => ({
  credentials: githubCredentials(),
  repo: repoPin(),
  pr_number: z.int().min(1).describe("Number of the pull request"),
});

export const numberedPullRequestPath = (repo: string, number: number): string =>
  `${repoPath(repo)}/pulls/${number}`;
