import { type Context, Hono } from "hono";
import * as z from "zod";
import { account, type Env, invalid, page, taken, web } from "./github-answers.ts";
import {
  addCommit,
  COLLABORATORS,
  commitAt,
  filesAt,
  ME,
  nextId,
  numberedNext,
  type Pull,
  type Repository,
  type Review,
} from "./github-world.ts";

const NewPull = z.object({
  title: z.string(),
  body: z.string().default(""),
  head: z.string(),
  base: z.string(),
});
const NewReview = z.strictObject({
  body: z.string().optional(),
  event: z.enum(["APPROVE", "REQUEST_CHANGES", "COMMENT"]).optional(),
  comments: z
    .array(
      z.strictObject({ path: z.string(), body: z.string(), line: z.int(), side: z.enum(["LEFT", "RIGHT"]) }),
    )
    .default([]),
});
const Submitted = z.strictObject({ event: z.enum(["APPROVE", "REQUEST_CHANGES", "COMMENT"]) });
const Reviewers = z.object({ reviewers: z.array(z.string()) });
const Merge = z.object({
  merge_method: z.enum(["merge", "squash", "rebase"]),
  commit_title: z.string().optional(),
  commit_message: z.string().optional(),
});

const STATES = { APPROVE: "APPROVED", REQUEST_CHANGES: "CHANGES_REQUESTED", COMMENT: "COMMENTED" };

/** https://docs.github.com/rest/pulls */
export function pulls(): Hono<Env> {
  const app = new Hono<Env>();

  app.get("/pulls", (c) => {
    const open = c.get("repository").pulls.filter(({ isMerged }) => !isMerged);
    return c.json(
      page(
        c,
        open.map((pull) => presentPull(c.get("repository"), pull)),
      ),
    );
  });
  app.post("/pulls", async (c) => {
    const asked = await taken(c, NewPull);
    const repository = c.get("repository");
    if (asked === undefined || !repository.branches.has(asked.head)) {
      return invalid(c, { resource: "PullRequest", field: "head", code: "invalid" });
    }
    if (repository.branches.get(asked.head) === repository.branches.get(asked.base)) {
      const message = `No commits between ${asked.base} and ${asked.head}`;
      return invalid(c, { resource: "PullRequest", code: "custom", message });
    }
    const number = numberedNext(repository);
    const pull = { ...asked, number, labels: [], assignees: [], isMerged: false, reviewers: [], reviews: [] };
    repository.pulls.push(pull);
    return c.json(presentPull(repository, pull), 201);
  });

  app.get("/pulls/:number", (c) => withPull(c, (pull) => readPull(c, pull)));
  app.put("/pulls/:number/merge", (c) => withPull(c, (pull) => merge(c, pull)));
  app.get("/pulls/:number/requested_reviewers", (c) =>
    withPull(c, ({ reviewers }) => c.json({ users: reviewers.map(account), teams: [] })),
  );
  app.post("/pulls/:number/requested_reviewers", (c) =>
    withPull(c, async (pull) => {
      const asked = await taken(c, Reviewers);
      if (
        asked === undefined ||
        !asked.reviewers.every((login) => COLLABORATORS.includes(login) && login !== ME)
      ) {
        return c.json({ message: "Reviews may only be requested from collaborators.", status: "422" }, 422);
      }
      pull.reviewers = [...new Set([...pull.reviewers, ...asked.reviewers])];
      return c.json(presentPull(c.get("repository"), pull), 201);
    }),
  );
  app.delete("/pulls/:number/requested_reviewers", (c) =>
    withPull(c, async (pull) => {
      const asked = await taken(c, Reviewers);
      pull.reviewers = pull.reviewers.filter((login) => !asked?.reviewers.includes(login));
      return c.json(presentPull(c.get("repository"), pull));
    }),
  );

  app.get("/pulls/:number/reviews", (c) =>
    withPull(c, (pull) =>
      c.json(
        page(
          c,
          pull.reviews.map((review) => presentReview(c, pull, review)),
        ),
      ),
    ),
  );
  app.post("/pulls/:number/reviews", (c) => withPull(c, (pull) => addReview(c, pull)));
  app.post("/pulls/:number/reviews/:id/events", (c) =>
    withPull(c, async (pull) => {
      const review = pull.reviews.find(({ id }) => id === Number(c.req.param("id")));
      const asked = await taken(c, Submitted);
      if (review === undefined) return c.notFound();
      if (asked === undefined || review.state !== "PENDING") {
        return c.json({ message: "Could not submit an already submitted review", status: "422" }, 422);
      }
      review.state = STATES[asked.event];
      return c.json(presentReview(c, pull, review));
    }),
  );
  app.get("/pulls/:number/comments", (c) =>
    withPull(c, (pull) => c.json(page(c, commentsOf(c, pull, pull.reviews)))),
  );
  app.get("/pulls/:number/reviews/:id/comments", (c) =>
    withPull(c, (pull) => {
      const review = pull.reviews.filter(({ id }) => id === Number(c.req.param("id")));
      return c.json(page(c, commentsOf(c, pull, review)));
    }),
  );
  return app;
}

async function withPull(
  c: Context<Env>,
  then: (pull: Pull) => Response | Promise<Response>,
): Promise<Response> {
  const pull = c.get("repository").pulls.find(({ number }) => number === Number(c.req.param("number")));
  return pull === undefined ? await c.notFound() : await then(pull);
}

function readPull(c: Context<Env>, pull: Pull): Response {
  const repository = c.get("repository");
  if (c.req.header("accept") !== "application/vnd.github.diff") return c.json(presentPull(repository, pull));
  const old = filesAt(repository, pull.base);
  const changed = [...filesAt(repository, pull.head)].filter(([path, content]) => old.get(path) !== content);
  return c.text(changed.map(([path, content]) => `diff --git a/${path} b/${path}\n+${content}`).join("\n"));
}

async function merge(c: Context<Env>, pull: Pull): Promise<Response> {
  const asked = await taken(c, Merge);
  const repository = c.get("repository");
  const [head, base] = [commitAt(repository, pull.head), commitAt(repository, pull.base)];
  if (asked === undefined || pull.isMerged || head === undefined || base === undefined) {
    return c.json({ message: "Pull Request is not mergeable", status: "405" }, 405);
  }
  const commit = addCommit(repository, asked.commit_title ?? pull.title, head.tree, [base.sha, head.sha]);
  repository.branches.set(pull.base, commit.sha);
  pull.isMerged = true;
  return c.json({ sha: commit.sha, merged: true, message: "Pull Request successfully merged" });
}

async function addReview(c: Context<Env>, pull: Pull): Promise<Response> {
  const asked = await taken(c, NewReview);
  if (asked === undefined)
    return invalid(c, { resource: "PullRequestReview", field: "event", code: "invalid" });
  if (asked.event === "APPROVE") {
    return c.json(
      { message: "Unprocessable Entity", errors: ["Can not approve your own pull request"] },
      422,
    );
  }
  const comments = asked.comments.map(({ path, line, body }) => ({
    id: nextId(),
    path,
    line,
    body,
    isResolved: false,
  }));
  const state = asked.event === undefined ? "PENDING" : STATES[asked.event];
  const review = { id: nextId(), body: asked.body ?? "", state, comments };
  pull.reviews.push(review);
  return c.json(presentReview(c, pull, review));
}

const presentPull = (repository: Repository, pull: Pull) => ({
  id: pull.number + 2000,
  number: pull.number,
  title: pull.title,
  body: pull.body,
  state: pull.isMerged ? "closed" : "open",
  user: account(ME),
  head: { ref: pull.head, sha: commitAt(repository, pull.head)?.sha ?? "" },
  base: { ref: pull.base, sha: commitAt(repository, pull.base)?.sha ?? "" },
  requested_reviewers: pull.reviewers.map(account),
  html_url: web(repository, `pull/${pull.number}`),
});

const presentReview = (c: Context<Env>, { number }: Pull, { id, body, state }: Review) => ({
  id,
  body,
  state,
  user: account(ME),
  html_url: web(c.get("repository"), `pull/${number}#pullrequestreview-${id}`),
  ...(state !== "PENDING" && { submitted_at: "2026-11-22T10:00:00Z" }),
});

const commentsOf = (c: Context<Env>, { number }: Pull, reviews: readonly Review[]) =>
  reviews
    .filter(({ state }) => state !== "PENDING")
    .flatMap(({ id: pull_request_review_id, comments }) =>
      comments.map(({ id, path, line, body }) => ({
        id,
        pull_request_review_id,
        path,
        line,
        body,
        user: account(ME),
        created_at: "2026-11-22T10:00:00Z",
        html_url: web(c.get("repository"), `pull/${number}#discussion_r${id}`),
      })),
    );
