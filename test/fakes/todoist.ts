import { type Context, Hono } from "hono";
import * as z from "zod";
import { serve } from "./serve.ts";

const Color = z.enum(["berry_red", "red", "green", "blue", "charcoal"]);
const NewProject = z.strictObject({
  name: z.string().min(1),
  parent_id: z.string().optional(),
  color: Color.optional(),
  is_favorite: z.boolean().optional(),
  view_style: z.enum(["list", "board", "calendar"]).optional(),
});
const NewLabel = z.strictObject({
  name: z.string().min(1),
  color: Color.optional(),
  order: z.int().optional(),
  is_favorite: z.boolean().optional(),
});
const Task = z.strictObject({
  content: z.string().min(1),
  description: z.string().optional(),
  labels: z.array(z.string()).optional(),
  priority: z.int().min(1).max(4).optional(),
  due_date: z.iso.date().optional(),
  due_datetime: z.iso.datetime().optional(),
  deadline_date: z.iso.date().optional(),
  assignee_id: z.string().optional(),
  duration: z.int().positive().optional(),
  duration_unit: z.enum(["minute", "day"]).optional(),
});
const Place = {
  project_id: z.string().optional(),
  section_id: z.string().optional(),
  parent_id: z.string().optional(),
};
const NewTask = Task.extend({ ...Place, order: z.int().optional() });
const Moved = z.strictObject(Place).refine((place) => Object.keys(place).length === 1);
const NewComment = z
  .strictObject({
    content: z.string(),
    task_id: z.string().optional(),
    project_id: z.string().optional(),
    attachment: z.looseObject({ file_url: z.url() }).optional(),
  })
  .refine(({ task_id, project_id }) => (task_id === undefined) !== (project_id === undefined));

type Row = { id: string } & Record<string, unknown>;

/** Todoist's API, version 1, of one account: https://developer.todoist.com/api/v1 */
export async function startTodoist(token: string) {
  let ids = 6_000_000_000;
  const newId = (): string => String(++ids);
  const inbox = { id: newId(), name: "Inbox", color: "charcoal", is_favorite: false, view_style: "list" };
  const projects: Row[] = [inbox];
  const sections: Row[] = [{ id: "31", project_id: inbox.id, name: "Soon", section_order: 1 }];
  const [labels, tasks, comments]: Row[][] = [[], [], []];
  const shared = new Set(["theirs"]);
  const rows = { projects, sections, labels: labels ?? [], tasks: tasks ?? [], comments: comments ?? [] };
  const app = new Hono().basePath("/api/v1");

  app.use(async (c, next) => {
    if (c.req.header("authorization") === `Bearer ${token}`) return await next();
    return refuse(c, 401, "Unauthorized");
  });
  app.get("/labels/shared", (c) => c.json({ results: [...shared], next_cursor: null }));
  app.post("/labels/shared/:what{rename|remove}", async (c) => {
    const asked = z
      .strictObject({ name: z.string(), new_name: z.string().optional() })
      .parse(await c.req.json());
    shared.delete(asked.name);
    if (asked.new_name !== undefined) shared.add(asked.new_name);
    return c.body(null, 204);
  });
  app.get("/projects/:id/collaborators", (c) =>
    c.json({ results: [{ id: "1", name: "Eve", email: "eve@example.com" }], next_cursor: null }),
  );
  app.get("/tasks/filter", (c) => {
    const wanted = c.req.query("query")?.replace("@", "");
    if (wanted === undefined) return refuse(c, 400, "Required argument is missing");
    return page(
      c,
      rows.tasks.filter(({ labels: names }) => Array.isArray(names) && names.includes(wanted)),
    );
  });

  const add = async (c: Context, into: Row[], schema: z.ZodType<object>, more: object) => {
    const asked = schema.safeParse(await c.req.json());
    if (!asked.success)
      return refuse(c, 400, `Invalid argument value: ${asked.error.issues[0]?.path.join(".")}`);
    const made = { ...more, ...asked.data, id: newId() };
    into.push(made);
    return c.json(made);
  };
  app.post("/projects", (c) => add(c, projects, NewProject, { color: "charcoal", is_favorite: false }));
  app.post("/labels", (c) => add(c, rows.labels, NewLabel, { order: null }));
  app.post("/tasks", (c) => add(c, rows.tasks, NewTask, { project_id: inbox.id, checked: false }));
  app.post("/comments", async (c) => {
    const asked = NewComment.safeParse(await c.req.json());
    if (!asked.success) return refuse(c, 400, "Exactly one of task_id and project_id is needed");
    const { task_id: item_id, ...comment } = asked.data;
    const made = {
      id: newId(),
      posted_at: "2026-11-22T10:00:00Z",
      file_attachment: null,
      item_id,
      ...comment,
    };
    rows.comments.push(made);
    return c.json(made);
  });

  for (const [name, of] of Object.entries(rows)) {
    const found = (c: Context) => of.find(({ id }) => id === c.req.param("id"));
    app.get(`/${name}`, (c) =>
      page(
        c,
        of.filter((row) => isWanted(c, row)),
      ),
    );
    app.use(`/${name}/:id/*`, async (c, next) =>
      found(c) === undefined ? refuse(c, 404, "Object not found") : await next(),
    );
    app.get(`/${name}/:id`, (c) => c.json(found(c)));
    app.post(`/${name}/:id`, async (c) => {
      const asked = CHANGES[name]?.safeParse(await c.req.json());
      if (asked?.success !== true) return refuse(c, 400, "Invalid argument value");
      return c.json(Object.assign(found(c) ?? {}, asked.data));
    });
    app.delete(`/${name}/:id`, (c) => {
      of.splice(
        of.findIndex(({ id }) => id === c.req.param("id")),
        1,
      );
      return c.body(null, 204);
    });
  }
  const change = (c: Context, changes: object) => {
    Object.assign(rows.tasks.find(({ id }) => id === c.req.param("id")) ?? {}, changes);
    return c.body(null, 204);
  };
  app.post("/tasks/:id/close", (c) => change(c, { checked: true }));
  app.post("/tasks/:id/reopen", (c) => change(c, { checked: false }));
  app.post("/tasks/:id/move", async (c) => {
    const asked = Moved.safeParse(await c.req.json());
    return asked.success ? change(c, asked.data) : refuse(c, 400, "Exactly one place is needed");
  });
  const tired = () =>
    Response.json(
      { error: "Too many requests", error_code: 35, http_code: 429, error_extra: { retry_after: 1 } },
      { status: 429, headers: { "retry-after": "1" } },
    );
  return { ...(await serve(app, tired)), ...rows, shared };
}

const CHANGES: Record<string, z.ZodType<object>> = {
  projects: NewProject.partial(),
  labels: NewLabel.partial(),
  tasks: Task.partial(),
  comments: z.strictObject({ content: z.string() }),
};

const FILTERS = ["project_id", "section_id", "label", "task_id"];

function isWanted(c: Context, row: Row): boolean {
  const ids = c.req.query("ids")?.split(",");
  if (ids !== undefined && !ids.includes(row.id)) return false;
  return FILTERS.every((name) => {
    const wanted = c.req.query(name);
    if (wanted === undefined) return true;
    if (name === "label") return Array.isArray(row["labels"]) && row["labels"].includes(wanted);
    return row[name === "task_id" ? "item_id" : name] === wanted;
  });
}

/** One at a time, so that lists come by the page. */
function page(c: Context, all: readonly Row[]): Response {
  const at = Number(c.req.query("cursor") ?? 0);
  const next_cursor = at + 1 < all.length ? String(at + 1) : null;
  return c.json({ results: all.slice(at, at + 1), next_cursor });
}

const refuse = (c: Context, http_code: 400 | 401 | 404, error: string) =>
  c.json({ error, error_code: http_code, error_extra: {}, error_tag: "ERROR", http_code }, http_code);
