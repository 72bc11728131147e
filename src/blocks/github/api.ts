import * as z from "zod";
import { type Api, type ApiClient, apiClient } from "../api.ts";
import { BlockError, type BlockIo } from "../block.ts";
import { type CredentialRef, credentialPin, exampleCredential } from "../credential-pin.ts";

/** GitHub's REST API, version 2022-11-28. */
export const GITHUB: Api = {
  name: "GitHub",
  base: "https://api.github.com",
  headers: {
    accept: "application/vnd.github+json",
    "user-agent": "Gossamer",
    "x-github-api-version": "2022-11-28",
  },
};

export const github = (io: BlockIo, using: CredentialRef): ApiClient => apiClient(GITHUB, io, using);

export const githubCredentials = (...scopes: string[]) =>
  credentialPin({
    provider: "github",
    types: ["api_key", "oauth2"],
    scopes: scopes.length === 0 ? ["repo"] : scopes,
    description: "Your GitHub account: a token, or a connection",
  });

export const githubExample = exampleCredential("github");

export const repoPin = () => z.string().describe("The repository: its URL, or owner/name");

export const issuePin = () => z.string().describe("URL of the issue or pull request");

export const pullRequestPin = () => z.string().describe("URL of the pull request");

/** GitHub's own site, and the usual ones of GitHub Enterprise: `github.example.com`, `example.ghe.com`. */
const SITE = String.raw`(?:https?:\/\/)?(?:www\.)?(github(?:\.[\w-]+)+(?::\d+)?|[\w-]+\.ghe\.com)\/`;
const REPOSITORY = new RegExp(String.raw`^(?:${SITE})?([\w.-]+)\/([\w.-]+?)(?:\.git)?(?:[/?#].*)?$`, "i");

function repositoryOf(text: string): { site: string; owner: string; name: string } {
  const [, site = "github.com", owner, name] = REPOSITORY.exec(text.trim()) ?? [];
  if (owner === undefined || name === undefined) {
    throw new BlockError(`"${text}" names no repository on GitHub; write owner/name, or its URL`);
  }
  return { site, owner, name };
}

/** The API's path of a repository, from its URL on the web or `owner/name`. */
export function repoPath(repository: string): string {
  const { owner, name } = repositoryOf(repository);
  return `/repos/${owner}/${name}`;
}

/** A repository's page on the web. */
export function repoPage(repository: string): string {
  const { site, owner, name } = repositoryOf(repository);
  return `https://${site}/${owner}/${name}`;
}

/** The API's path of an issue; pull requests are issues too. */
export const issuePath = (url: string): string => `${repoPath(url)}/issues/${numberOf(url)}`;

export const pullRequestPath = (url: string): string => `${repoPath(url)}/pulls/${numberOf(url)}`;

function numberOf(url: string): string {
  const [, number] = /\/(?:issues|pull|pulls)\/(\d+)/.exec(url) ?? [];
  if (number === undefined) throw new BlockError(`"${url}" is no URL of an issue or pull request`);
  return number;
}

/** A path inside a repository, or the name of a branch: its slashes stay. */
export const pathPart = (path: string): string =>
  path
    .split("/")
    .filter((part) => part !== "")
    .map(encodeURIComponent)
    .join("/");

export const Login = z.object({ login: z.string() });

/** The name of an account; empty when it has been deleted since. */
export const Author = Login.nullable().transform((account) => account?.login ?? "");
