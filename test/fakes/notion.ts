import { randomUUID } from "node:crypto";
import { type Context, Hono } from "hono";
import * as z from "zod";
import { serve } from "./serve.ts";

const Dict = z.record(z.string(), z.json());
const RichText = z.array(
  z.object({ type: z.literal("text"), text: z.object({ content: z.string().max(2000) }) }),
);
const Block = z.looseObject({ object: z.literal("block"), type: z.string() });
const NewPage = z.strictObject({
  parent: z.union([z.strictObject({ page_id: z.uuid() }), z.strictObject({ database_id: z.uuid() })]),
  properties: Dict,
  children: z.array(Block).max(100).default([]),
  icon: z.strictObject({ type: z.literal("emoji"), emoji: z.string() }).optional(),
});
const Query = z.strictObject({
  page_size: z.int().max(100).default(100),
  filter: z.object({ property: z.string() }).catchall(Dict).optional(),
  sorts: z
    .array(z.strictObject({ property: z.string(), direction: z.enum(["ascending", "descending"]) }))
    .default([]),
});
const Search = z.strictObject({
  query: z.string().default(""),
  page_size: z.int().max(100).default(100),
  filter: z.strictObject({ property: z.literal("object"), value: z.enum(["page", "database"]) }).optional(),
});

interface Page {
  id: string;
  database: string | undefined;
  /** Text by property. */
  values: Record<string, string>;
  blocks: z.output<typeof Block>[];
}

export const DATABASE = "5f2f7c1e-95a5-4a0a-8f3e-1c8a6d3b2f10";
export const HOME = "0b1e8f7a-3d6c-4e1b-9a2f-7c5d4e3f2a1b";
const TYPES: Record<string, string> = { Dish: "title", Kind: "select", Notes: "rich_text" };

/** Notion's API, version 2022-06-28, with one page and one database: https://developers.notion.com/reference */
export async function startNotion(token: string) {
  const pages: Page[] = [{ id: HOME, database: undefined, values: { title: "Home" }, blocks: [] }];
  const app = new Hono();

  app.use(async (c, next) => {
    if (c.req.header("authorization") !== `Bearer ${token}`)
      return refuse(c, 401, "unauthorized", "API token is invalid.");
    if (c.req.header("notion-version") !== "2022-06-28") {
      return refuse(c, 400, "missing_version", "Notion-Version header failed validation.");
    }
    return await next();
  });
  const page = (id: string) => pages.find((each) => each.id === id);

  app.post("/v1/pages", async (c) => {
    const asked = NewPage.safeParse(await c.req.json());
    if (!asked.success)
      return refuse(c, 400, "validation_error", `body failed validation: ${asked.error.issues[0]?.message}`);
    const { parent, properties, children } = asked.data;
    const above = "page_id" in parent ? page(parent.page_id) : parent.database_id === DATABASE;
    if (!above) return missing(c, "page");
    const types: Record<string, string> = "database_id" in parent ? TYPES : { title: "title" };
    const stray = Object.keys(properties).find((name) => types[name] === undefined);
    if (stray !== undefined)
      return refuse(c, 400, "validation_error", `${stray} is not a property that exists.`);
    const values = Object.fromEntries(
      Object.entries(properties).map(([name, value]) => [name, textOf(types[name] ?? "", value)]),
    );
    const database = "database_id" in parent ? DATABASE : undefined;
    const made = { id: randomUUID(), database, values, blocks: [...children] };
    pages.push(made);
    return c.json(presentPage(made));
  });
  app.get("/v1/pages/:id", (c) => {
    const found = page(c.req.param("id"));
    return found === undefined ? missing(c, "page") : c.json(presentPage(found));
  });
  app.patch("/v1/blocks/:id/children", async (c) => {
    const found = page(c.req.param("id"));
    const asked = z.strictObject({ children: z.array(Block).max(100) }).safeParse(await c.req.json());
    if (found === undefined) return missing(c, "block");
    if (!asked.success)
      return refuse(
        c,
        400,
        "validation_error",
        "body failed validation: body.children.length should be ≤ `100`.",
      );
    found.blocks.push(...asked.data.children);
    return c.json({
      object: "list",
      results: asked.data.children.map(presentBlock),
      has_more: false,
      next_cursor: null,
    });
  });
  app.get("/v1/blocks/:id/children", (c) => {
    const found = page(c.req.param("id"));
    if (found === undefined) return missing(c, "block");
    const size = Number(c.req.query("page_size") ?? 100);
    const at = Number(c.req.query("start_cursor") ?? 0);
    const end = at + size;
    const has_more = end < found.blocks.length;
    const results = found.blocks.slice(at, end).map(presentBlock);
    return c.json({ object: "list", results, has_more, next_cursor: has_more ? String(end) : null });
  });
  app.get("/v1/databases/:id", (c) =>
    c.req.param("id") === DATABASE ? c.json(presentDatabase()) : missing(c, "database"),
  );
  app.post("/v1/databases/:id/query", async (c) => {
    if (c.req.param("id") !== DATABASE) return missing(c, "database");
    const asked = Query.safeParse(await c.req.json());
    if (!asked.success) return refuse(c, 400, "validation_error", "body failed validation");
    const { filter, sorts, page_size } = asked.data;
    const wrong = filter && mismatch(filter);
    if (wrong !== undefined) return refuse(c, 400, "validation_error", wrong);
    const rows = pages
      .filter(({ database }) => database === DATABASE)
      .filter(({ values }) => filter === undefined || holds(filter, values))
      .toSorted(bySorts(sorts));
    return c.json({
      object: "list",
      results: rows.slice(0, page_size).map(presentPage),
      has_more: false,
      next_cursor: null,
    });
  });
  app.post("/v1/search", async (c) => {
    const asked = Search.safeParse(await c.req.json());
    if (!asked.success) return refuse(c, 400, "validation_error", "body failed validation");
    const { query, filter, page_size } = asked.data;
    const all = [
      ...pages.map((each) => ({ title: titleOf(each), item: presentPage(each) })),
      { title: "Dishes", item: presentDatabase() },
    ];
    const results = all
      .filter(({ title, item }) => title.includes(query) && (filter?.value ?? item.object) === item.object)
      .map(({ item }) => item);
    return c.json({
      object: "list",
      results: results.slice(0, page_size),
      has_more: false,
      next_cursor: null,
    });
  });
  const tired = () =>
    Response.json(
      { object: "error", status: 429, code: "rate_limited", message: "You have been rate limited." },
      { status: 429, headers: { "retry-after": "1" } },
    );
  return { ...(await serve(app, tired)), pages };
}

type Filter = { property: string } & Record<string, unknown>;

function mismatch(filter: Filter): string | undefined {
  const type = TYPES[filter.property];
  const asked = Object.keys(filter).find((key) => key !== "property") ?? "";
  if (type === undefined) return `Could not find property with name or id: ${filter.property}`;
  return type === asked ? undefined : `database property ${type} does not match filter ${asked}`;
}

function holds(filter: Filter, values: Record<string, string>): boolean {
  const comparison = Dict.parse(filter[TYPES[filter.property] ?? ""]);
  const value = values[filter.property] ?? "";
  return "equals" in comparison
    ? value === comparison["equals"]
    : value.includes(String(comparison["contains"]));
}

const bySorts =
  (sorts: readonly { property: string; direction: string }[]) =>
  (a: Page, b: Page): number => {
    const [first] = sorts;
    if (first === undefined) return 0;
    const order = (a.values[first.property] ?? "").localeCompare(b.values[first.property] ?? "");
    return first.direction === "ascending" ? order : -order;
  };

function textOf(type: string, value: unknown): string {
  if (type === "select") return z.object({ select: z.object({ name: z.string() }) }).parse(value).select.name;
  const pieces = RichText.parse(z.record(z.string(), z.unknown()).parse(value)[type]);
  return pieces.map(({ text }) => text.content).join("");
}

const titleOf = ({ values }: Page): string => values["title"] ?? values["Dish"] ?? "";

const rich = (text: string) => [
  {
    type: "text",
    text: { content: text, link: null },
    annotations: {
      bold: false,
      italic: false,
      strikethrough: false,
      underline: false,
      code: false,
      color: "default",
    },
    plain_text: text,
    href: null,
  },
];

function presentPage({ id, database, values }: Page) {
  const types = database === undefined ? { title: "title" } : TYPES;
  const properties = Object.entries(types).map(([name, type]) => {
    const text = values[name] ?? "";
    const value =
      type === "select" ? (text === "" ? null : { id: "s", name: text, color: "default" }) : rich(text);
    return [name, { id: name, type, [type]: value }];
  });
  return {
    object: "page",
    id,
    created_time: "2026-11-22T10:00:00.000Z",
    last_edited_time: "2026-11-22T10:00:00.000Z",
    parent:
      database === undefined
        ? { type: "page_id", page_id: HOME }
        : { type: "database_id", database_id: database },
    archived: false,
    properties: Object.fromEntries(properties),
    url: `https://www.notion.so/${id.replaceAll("-", "")}`,
  };
}

const presentDatabase = () => ({
  object: "database",
  id: DATABASE,
  title: rich("Dishes"),
  created_time: "2026-11-22T10:00:00.000Z",
  last_edited_time: "2026-11-22T10:00:00.000Z",
  properties: Object.fromEntries(
    Object.entries(TYPES).map(([name, type]) => [name, { id: name, name, type, [type]: {} }]),
  ),
  url: `https://www.notion.so/${DATABASE.replaceAll("-", "")}`,
});

/** Notion answers blocks with more than it was sent: each piece of text has its plain text. */
function presentBlock(block: z.output<typeof Block>) {
  const { rich_text } = z.object({ rich_text: RichText }).parse(block[block.type]);
  return {
    ...block,
    id: randomUUID(),
    has_children: false,
    [block.type]: { rich_text: rich(rich_text.map(({ text }) => text.content).join("")) },
  };
}

const refuse = (c: Context, status: 400 | 401 | 404, code: string, message: string) =>
  c.json({ object: "error", status, code, message, request_id: randomUUID() }, status);

const missing = (c: Context, what: string) =>
  refuse(
    c,
    404,
    "object_not_found",
    `Could not find ${what} with ID: ${c.req.param("id") ?? "of the parent"}.`,
  );
