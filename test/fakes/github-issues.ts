import { Hono } from "hono";
import * as z from "zod";
import { account, type Env, invalid, page, taken, web } from "./github-answers.ts";
import {
  COLLABORATORS,
  type Comment,
  type Issue,
  issueAt,
  nextId,
  numberedNext,
  type Pull,
  type Repository,
} from "./github-world.ts";

const NewIssue = z.object({ title: z.string().min(1), body: z.string().optional() });
const Labels = z.object({ labels: z.array(z.string()) });
const Assignees = z.object({ assignees: z.array(z.string()) });
const Body = z.object({ body: z.string().min(1) });

/** https://docs.github.com/rest/issues */
export function issues(): Hono<Env> {
  const app = new Hono<Env>();

  app.get("/issues", (c) => {
    const repository = c.get("repository");
    const all = [...repository.issues, ...repository.pulls].toSorted((a, b) => b.number - a.number);
    return c.json(
      page(
        c,
        all.map((issue) => presentIssue(repository, issue)),
      ),
    );
  });
  app.post("/issues", async (c) => {
    const asked = await taken(c, NewIssue);
    if (asked === undefined) return invalid(c, { resource: "Issue", field: "title", code: "missing_field" });
    const repository = c.get("repository");
    const issue = {
      number: numberedNext(repository),
      title: asked.title,
      body: asked.body ?? null,
      labels: [],
      assignees: [],
    };
    repository.issues.push(issue);
    return c.json(presentIssue(repository, issue), 201);
  });

  app.use("/issues/:number{[0-9]+}/*", async (c, next) => {
    if (issueAt(c.get("repository"), Number(c.req.param("number"))) === undefined) return c.notFound();
    return await next();
  });
  app.get("/issues/:number{[0-9]+}", (c) => {
    const issue = issueAt(c.get("repository"), Number(c.req.param("number")));
    return issue === undefined ? c.notFound() : c.json(presentIssue(c.get("repository"), issue));
  });

  const issueOf = (repository: Repository, number: string): Issue => {
    const found = issueAt(repository, Number(number));
    if (found === undefined) throw new Error("Checked before");
    return found;
  };
  app.get("/issues/:number/comments", (c) => {
    const repository = c.get("repository");
    const on = repository.comments.filter(({ issue }) => issue === Number(c.req.param("number")));
    return c.json(
      page(
        c,
        on.map((comment) => presentComment(repository, comment)),
      ),
    );
  });
  app.post("/issues/:number/comments", async (c) => {
    const asked = await taken(c, Body);
    if (asked === undefined)
      return invalid(c, { resource: "IssueComment", field: "body", code: "missing_field" });
    const comment = { id: nextId(), issue: Number(c.req.param("number")), body: asked.body };
    c.get("repository").comments.push(comment);
    return c.json(presentComment(c.get("repository"), comment), 201);
  });
  app.patch("/issues/comments/:id", async (c) => {
    const comment = c.get("repository").comments.find(({ id }) => id === Number(c.req.param("id")));
    const asked = await taken(c, Body);
    if (comment === undefined) return c.notFound();
    if (asked === undefined)
      return invalid(c, { resource: "IssueComment", field: "body", code: "missing_field" });
    comment.body = asked.body;
    return c.json(presentComment(c.get("repository"), comment));
  });

  app.post("/issues/:number/labels", async (c) => {
    const asked = await taken(c, Labels);
    if (asked === undefined) return invalid(c, { resource: "Label", field: "name", code: "missing_field" });
    const issue = issueOf(c.get("repository"), c.req.param("number"));
    issue.labels.push(...asked.labels.filter((label) => !issue.labels.includes(label)));
    return c.json(issue.labels.map(presentLabel));
  });
  app.delete("/issues/:number/labels/:name", (c) => {
    const issue = issueOf(c.get("repository"), c.req.param("number"));
    const at = issue.labels.indexOf(c.req.param("name"));
    if (at < 0) return c.json({ message: "Label does not exist", status: "404" }, 404);
    issue.labels.splice(at, 1);
    return c.json(issue.labels.map(presentLabel));
  });

  app.post("/issues/:number/assignees", async (c) => {
    const asked = await taken(c, Assignees);
    if (asked === undefined) return invalid(c, { resource: "Issue", field: "assignees", code: "invalid" });
    const issue = issueOf(c.get("repository"), c.req.param("number"));
    // Who has no access is left out, without a word.
    const able = asked.assignees.filter((login) => COLLABORATORS.includes(login));
    issue.assignees = [...new Set([...issue.assignees, ...able])];
    return c.json(presentIssue(c.get("repository"), issue), 201);
  });
  app.delete("/issues/:number/assignees", async (c) => {
    const asked = await taken(c, Assignees);
    if (asked === undefined) return invalid(c, { resource: "Issue", field: "assignees", code: "invalid" });
    const issue = issueOf(c.get("repository"), c.req.param("number"));
    issue.assignees = issue.assignees.filter((login) => !asked.assignees.includes(login));
    return c.json(presentIssue(c.get("repository"), issue));
  });
  return app;
}

const presentIssue = (repository: Repository, issue: Issue | Pull) => ({
  id: issue.number + 1000,
  number: issue.number,
  title: issue.title,
  body: issue.body,
  state: "open",
  user: account("ada"),
  labels: issue.labels.map(presentLabel),
  assignees: issue.assignees.map(account),
  html_url: web(repository, "head" in issue ? `pull/${issue.number}` : `issues/${issue.number}`),
  ...("head" in issue && { pull_request: { html_url: web(repository, `pull/${issue.number}`) } }),
});

const presentLabel = (name: string) => ({ id: name.length, name, color: "ededed", default: false });

const presentComment = (repository: Repository, { id, issue, body }: Comment) => ({
  id,
  body,
  user: account("ada"),
  html_url: web(repository, `issues/${issue}#issuecomment-${id}`),
  created_at: "2026-11-22T10:00:00Z",
});
