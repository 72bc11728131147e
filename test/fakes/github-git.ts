import { type Context, Hono } from "hono";
import * as z from "zod";
import { account, type Env, invalid, page, taken, web } from "./github-answers.ts";
import {
  addCommit,
  addTree,
  type Commit,
  commitAt,
  filesAt,
  history,
  type Repository,
  sha,
} from "./github-world.ts";

const NewRef = z.object({ ref: z.string().startsWith("refs/heads/"), sha: z.string() });
const MovedRef = z.object({ sha: z.string(), force: z.boolean().default(false) });
const NewTree = z.object({
  base_tree: z.string(),
  tree: z.array(
    z.strictObject({
      path: z.string(),
      mode: z.literal("100644"),
      type: z.literal("blob"),
      content: z.string().optional(),
      sha: z.null().optional(),
    }),
  ),
});
const NewCommit = z.object({ message: z.string(), tree: z.string(), parents: z.array(z.string()) });
const PutFile = z.object({
  message: z.string().min(1),
  content: z.base64(),
  branch: z.string(),
  sha: z.string().optional(),
});

/** Refs, trees, commits and contents: https://docs.github.com/rest/git and https://docs.github.com/rest/repos/contents */
export function git(): Hono<Env> {
  const app = new Hono<Env>();

  app.get("/git/ref/heads/:branch{.+}", (c) => {
    const at = c.get("repository").branches.get(c.req.param("branch"));
    return at === undefined ? c.notFound() : c.json(presentRef(c.req.param("branch"), at));
  });
  app.post("/git/refs", async (c) => {
    const asked = await taken(c, NewRef);
    const { branches, commits } = c.get("repository");
    if (asked === undefined || !commits.has(asked.sha))
      return c.json({ message: "Object does not exist" }, 422);
    const branch = asked.ref.slice("refs/heads/".length);
    if (branches.has(branch)) return c.json({ message: "Reference already exists" }, 422);
    branches.set(branch, asked.sha);
    return c.json(presentRef(branch, asked.sha), 201);
  });
  app.patch("/git/refs/heads/:branch{.+}", async (c) => {
    const asked = await taken(c, MovedRef);
    const repository = c.get("repository");
    const before = repository.branches.get(c.req.param("branch"));
    if (asked === undefined || before === undefined)
      return c.json({ message: "Reference does not exist" }, 422);
    const isForward = [...history(repository, asked.sha)].some((commit) => commit.sha === before);
    if (!asked.force && !isForward) return c.json({ message: "Update is not a fast forward" }, 422);
    repository.branches.set(c.req.param("branch"), asked.sha);
    return c.json(presentRef(c.req.param("branch"), asked.sha));
  });
  app.delete("/git/refs/heads/:branch{.+}", (c) => {
    if (!c.get("repository").branches.delete(c.req.param("branch"))) {
      return c.json({ message: "Reference does not exist" }, 422);
    }
    return c.body(null, 204);
  });
  app.get("/git/commits/:sha", (c) => {
    const commit = c.get("repository").commits.get(c.req.param("sha"));
    return commit === undefined ? c.notFound() : c.json(presentGitCommit(c.get("repository"), commit));
  });
  app.post("/git/commits", async (c) => {
    const asked = await taken(c, NewCommit);
    if (asked === undefined) return c.json({ message: "Invalid request" }, 422);
    const commit = addCommit(c.get("repository"), asked.message, asked.tree, asked.parents);
    return c.json(presentGitCommit(c.get("repository"), commit), 201);
  });
  app.post("/git/trees", async (c) => {
    const asked = await taken(c, NewTree);
    const base = asked && c.get("repository").trees.get(asked.base_tree);
    if (asked === undefined || base === undefined) return c.json({ message: "Invalid tree info" }, 422);
    const files = new Map(base);
    for (const { path, content } of asked.tree) {
      if (content === undefined) files.delete(path);
      else files.set(path, content);
    }
    const tree = addTree(c.get("repository"), files);
    return c.json({ sha: tree, tree: [], truncated: false }, 201);
  });
  app.get("/git/trees/:ref{.+}", (c) => {
    const repository = c.get("repository");
    const commit = commitAt(repository, c.req.param("ref"));
    if (commit === undefined) return c.notFound();
    const tree = [...filesAt(repository, commit.sha)].map(([path, content]) => presentEntry(path, content));
    return c.json({ sha: commit.tree, tree, truncated: false });
  });

  app.get("/contents/:path{.+}", (c) => contents(c, c.req.param("path")));
  app.put("/contents/:path{.+}", (c) => putContents(c, c.req.param("path")));

  app.get("/branches", (c) => {
    const all = [...c.get("repository").branches].map(([name, at]) => ({
      name,
      commit: { sha: at },
      protected: false,
    }));
    return c.json(page(c, all));
  });
  app.get("/commits", (c) => {
    const repository = c.get("repository");
    const all = [...history(repository, c.req.query("sha") ?? "main")];
    return c.json(page(c, all).map((commit) => presentCommit(repository, commit)));
  });
  app.get("/compare/:basehead{.+}", (c) => compare(c, c.req.param("basehead")));
  return app;
}

function contents(c: Context<Env>, path: string): Response | Promise<Response> {
  const files = filesAt(c.get("repository"), c.req.query("ref") ?? "main");
  const content = files.get(path);
  if (content !== undefined) {
    if (c.req.header("accept")?.includes("raw")) return c.text(content);
    const encoded = Buffer.from(content).toString("base64").replaceAll(/.{60}/g, "$&\n");
    return c.json({ ...presentContent(c, path, content), encoding: "base64", content: `${encoded}\n` });
  }
  const below = [...files].filter(([name]) => name.startsWith(`${path}/`));
  if (below.length === 0) return c.notFound();
  return c.json(below.map(([name, text]) => presentContent(c, name, text)));
}

async function putContents(c: Context<Env>, path: string): Promise<Response> {
  const asked = await taken(c, PutFile);
  if (asked === undefined) return invalid(c, { resource: "Content", field: "content", code: "invalid" });
  const repository = c.get("repository");
  const before = filesAt(repository, asked.branch).get(path);
  if (before !== undefined && asked.sha === undefined) {
    return c.json({ message: `Invalid request.\n\n"sha" wasn't supplied.` }, 422);
  }
  if (before !== undefined && asked.sha !== sha("blob", before)) {
    return c.json({ message: `${path} does not match ${asked.sha}` }, 409);
  }
  const content = Buffer.from(asked.content, "base64").toString();
  const tree = addTree(repository, new Map(filesAt(repository, asked.branch)).set(path, content));
  const parent = commitAt(repository, asked.branch);
  const commit = addCommit(repository, asked.message, tree, parent === undefined ? [] : [parent.sha]);
  repository.branches.set(asked.branch, commit.sha);
  const answer = { content: presentContent(c, path, content), commit: presentGitCommit(repository, commit) };
  return c.json(answer, before === undefined ? 201 : 200);
}

function compare(c: Context<Env>, basehead: string): Response | Promise<Response> {
  const repository = c.get("repository");
  const [base = "", head = ""] = basehead.split("...");
  const [before, after] = [[...history(repository, base)], [...history(repository, head)]];
  if (before.length === 0 || after.length === 0) return c.notFound();
  const ahead = after.filter((commit) => !before.includes(commit));
  const behind = before.filter((commit) => !after.includes(commit));
  const old = filesAt(repository, base);
  const changed = [...filesAt(repository, head)].filter(([path, content]) => old.get(path) !== content);
  return c.json({
    status: statusOf(ahead.length, behind.length),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: ahead.map((commit) => presentCommit(repository, commit)),
    files: changed.map(([filename, content]) => ({
      sha: sha("blob", content),
      filename,
      status: old.has(filename) ? "modified" : "added",
      additions: 1,
      deletions: 0,
      changes: 1,
      patch: `@@ -0,0 +1 @@\n+${content.trim()}`,
    })),
  });
}

function statusOf(ahead: number, behind: number): string {
  if (ahead === 0) return behind === 0 ? "identical" : "behind";
  return behind === 0 ? "ahead" : "diverged";
}

const presentRef = (branch: string, at: string) => ({
  ref: `refs/heads/${branch}`,
  object: { type: "commit", sha: at },
});

const presentEntry = (path: string, content: string) => ({
  path,
  mode: "100644",
  type: "blob",
  sha: sha("blob", content),
  size: content.length,
});

const presentContent = (c: Context<Env>, path: string, content: string) => ({
  type: "file",
  name: path.split("/").at(-1) ?? path,
  path,
  sha: sha("blob", content),
  size: content.length,
  html_url: web(c.get("repository"), `blob/main/${path}`),
});

const presentGitCommit = (repository: Repository, { sha: id, message, tree, parents }: Commit) => ({
  sha: id,
  message,
  tree: { sha: tree },
  parents: parents.map((parent) => ({ sha: parent })),
  html_url: web(repository, `commit/${id}`),
});

const presentCommit = (repository: Repository, { sha: id, message }: Commit) => ({
  sha: id,
  html_url: web(repository, `commit/${id}`),
  commit: { message, author: { name: "Ada", email: "ada@example.com", date: "2026-11-22T10:00:00Z" } },
  author: account("ada"),
});
