import { Hono } from "hono";
import * as z from "zod";
import { account, type Env, invalid, page, taken, web } from "./github-answers.ts";
import { git } from "./github-git.ts";
import { githubGraphql } from "./github-graphql.ts";
import { issues } from "./github-issues.ts";
import { pulls } from "./github-pulls.ts";
import { type Check, commitAt, filesAt, ME, newRepository, nextId, type Repository } from "./github-world.ts";
import { serve } from "./serve.ts";

/** GitHub's REST API, version 2022-11-28 (https://docs.github.com/rest), with one account and one repository. */
export async function startGithub(token: string) {
  const engine = newRepository("engine");
  const repositories = new Map([[`${ME}/engine`, engine]]);
  const app = new Hono<Env>();

  app.use(async (c, next) => {
    if (!c.req.header("user-agent")) return c.text("Request forbidden by administrative rules.", 403);
    const version = c.req.header("x-github-api-version");
    if (version !== undefined && version !== "2022-11-28") return c.json({ message: "Unknown version" }, 400);
    if (c.req.header("authorization") !== `Bearer ${token}`) {
      return c.json(
        { message: "Bad credentials", documentation_url: "https://docs.github.com/rest", status: "401" },
        401,
      );
    }
    await next();
    c.header("x-ratelimit-limit", "5000");
    c.header("x-ratelimit-remaining", "4999");
    return undefined;
  });
  app.notFound((c) =>
    c.json({ message: "Not Found", documentation_url: "https://docs.github.com/rest", status: "404" }, 404),
  );

  app.post("/user/repos", async (c) => {
    const asked = await taken(c, NewRepository);
    if (asked === undefined)
      return invalid(c, { resource: "Repository", field: "name", code: "missing_field" });
    if (repositories.has(`${ME}/${asked.name}`)) {
      const message = "name already exists on this account";
      const error = { resource: "Repository", code: "custom", field: "name", message };
      return c.json({ message: "Repository creation failed.", errors: [error] }, 422);
    }
    const made = { ...newRepository(asked.name), isPrivate: asked.private };
    repositories.set(`${ME}/${asked.name}`, made);
    return c.json(presentRepository(made), 201);
  });
  app.get("/search/code", (c) => {
    const [, words = "", name] = /^(.*?)(?: repo:(\S+))?$/.exec(c.req.query("q") ?? "") ?? [];
    const found = [...repositories.values()]
      .filter((repository) => name === undefined || `${repository.owner}/${repository.name}` === name)
      .flatMap((repository) =>
        [...filesAt(repository, "main")]
          .filter(([, content]) => content.includes(words))
          .map(([path]) => presentFound(repository, path)),
      );
    return c.json({ total_count: found.length, incomplete_results: false, items: page(c, found) });
  });
  app.put("/user/starred/:owner/:repo", (c) => {
    const starred = repositories.get(`${c.req.param("owner")}/${c.req.param("repo")}`);
    starred?.stargazers.add(ME);
    return starred === undefined ? c.notFound() : c.body(null, 204);
  });

  app.use("/repos/:owner/:repo/*", async (c, next) => {
    const repository = repositories.get(`${c.req.param("owner")}/${c.req.param("repo")}`);
    if (repository === undefined) return c.notFound();
    c.set("repository", repository);
    return await next();
  });
  app.get("/repos/:owner/:repo", (c) => c.json(presentRepository(c.get("repository"))));
  for (const part of [issues(), git(), pulls(), repositoryParts()]) app.route("/repos/:owner/:repo", part);
  app.route("/", githubGraphql(repositories));
  return { ...(await serve(app, tired)), engine };
}

const NewRepository = z.object({
  name: z.string(),
  description: z.string().default(""),
  private: z.boolean().default(false),
  auto_init: z.boolean().default(false),
  gitignore_template: z.string().optional(),
});

const NewStatus = z.strictObject({
  state: z.enum(["error", "failure", "pending", "success"]),
  context: z.string().default("default"),
  target_url: z.string().optional(),
  description: z.string().max(140).optional(),
});

const Output = z.strictObject({
  title: z.string(),
  summary: z.string(),
  text: z.string().nullable().default(null),
});
const ChangedCheck = z.strictObject({
  status: z.enum(["queued", "in_progress", "completed"]),
  conclusion: z
    .enum(["success", "failure", "neutral", "cancelled", "timed_out", "action_required", "skipped"])
    .optional(),
  details_url: z.string().optional(),
  output: Output.optional(),
});
const NewCheck = ChangedCheck.extend({ name: z.string(), head_sha: z.string() });
const NO_OUTPUT = { title: null, summary: null, text: null };

/** https://docs.github.com/rest/commits, https://docs.github.com/rest/checks, https://docs.github.com/rest/activity/starring */
function repositoryParts(): Hono<Env> {
  const app = new Hono<Env>();
  app.post("/statuses/:sha", async (c) => {
    const asked = await taken(c, NewStatus);
    if (asked === undefined) return invalid(c, { resource: "Status", field: "state", code: "invalid" });
    if (commitAt(c.get("repository"), c.req.param("sha")) === undefined) {
      return c.json({ message: `No commit found for SHA: ${c.req.param("sha")}`, status: "422" }, 422);
    }
    const url = `https://api.github.com/repos/${ME}/engine/statuses/${c.req.param("sha")}`;
    return c.json({ id: nextId(), url, ...asked, creator: account(ME) }, 201);
  });
  app.get("/commits/:ref{.+}/check-runs", (c) => {
    const commit = commitAt(c.get("repository"), c.req.param("ref"));
    if (commit === undefined)
      return c.json({ message: `No commit found for SHA: ${c.req.param("ref")}` }, 422);
    const wanted = c.req.query("check_name");
    const runs = c
      .get("repository")
      .checks.filter(({ head_sha, name }) => head_sha === commit.sha && (wanted ?? name) === name)
      .map((check) => presentCheck(c.get("repository"), check));
    return c.json({ total_count: runs.length, check_runs: page(c, runs) });
  });
  app.post("/check-runs", async (c) => {
    const asked = await taken(c, NewCheck);
    if (asked === undefined) return invalid(c, { resource: "CheckRun", field: "output", code: "invalid" });
    const repository = c.get("repository");
    if (!repository.commits.has(asked.head_sha)) {
      return c.json({ message: `No commit found for SHA: ${asked.head_sha}`, status: "422" }, 422);
    }
    const { details_url = null, conclusion = null, output = NO_OUTPUT, ...given } = asked;
    const check = { id: nextId(), ...given, details_url, conclusion, output };
    repository.checks.push(check);
    return c.json(presentCheck(repository, check), 201);
  });
  app.patch("/check-runs/:id", async (c) => {
    const asked = await taken(c, ChangedCheck);
    const check = c.get("repository").checks.find(({ id }) => id === Number(c.req.param("id")));
    if (check === undefined) return c.notFound();
    if (asked === undefined) return invalid(c, { resource: "CheckRun", field: "output", code: "invalid" });
    return c.json(presentCheck(c.get("repository"), Object.assign(check, asked)));
  });
  app.get("/stargazers", (c) => c.json(page(c, [...c.get("repository").stargazers].map(account))));
  app.get("/tags", (c) =>
    c.json(
      page(
        c,
        [...c.get("repository").tags.keys()].map((name) => ({ name })),
      ),
    ),
  );
  app.get("/releases", (c) => {
    const repository = c.get("repository");
    const released = [...repository.tags].filter(([, { release }]) => release !== null);
    return c.json(
      page(
        c,
        released.map(([tag, { release }]) => presentRelease(repository, tag, release)),
      ),
    );
  });
  app.post("/forks", async (c) => {
    const asked = await taken(c, z.strictObject({ organization: z.string().optional() }));
    if (asked === undefined) return invalid(c, { resource: "Fork", field: "organization", code: "invalid" });
    return c.json(presentRepository({ ...c.get("repository"), owner: asked.organization ?? ME }), 202);
  });
  return app;
}

const presentRepository = (repository: Repository) => ({
  id: 1,
  name: repository.name,
  full_name: `${repository.owner}/${repository.name}`,
  owner: account(repository.owner),
  private: repository.isPrivate,
  description: null,
  default_branch: "main",
  html_url: web(repository),
  clone_url: `${web(repository)}.git`,
  stargazers_count: repository.stargazers.size,
  forks_count: 0,
  open_issues_count: repository.issues.length,
});

const presentRelease = (repository: Repository, tag_name: string, name: string | null) => ({
  name,
  tag_name,
  draft: false,
  html_url: web(repository, `releases/tag/${tag_name}`),
});

const presentFound = (repository: Repository, path: string) => ({
  name: path.split("/").at(-1) ?? path,
  path,
  html_url: web(repository, `blob/main/${path}`),
  score: 1,
  repository: { full_name: `${repository.owner}/${repository.name}` },
});

const presentCheck = (repository: Repository, check: Check) => ({
  ...check,
  html_url: web(repository, `runs/${check.id}`),
});

/** https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const tired = () =>
  Response.json(
    { message: "You have exceeded a secondary rate limit. Please wait a few minutes before you try again." },
    { status: 403, headers: { "retry-after": "1" } },
  );
