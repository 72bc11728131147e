import { type Context, Hono } from "hono";
import * as z from "zod";
import { serve } from "./serve.ts";

const Fields = z.record(z.string(), z.json());
const Field = z.looseObject({ name: z.string(), type: z.string(), description: z.string().optional() });
const NewTable = z.strictObject({
  name: z.string(),
  description: z.string().optional(),
  fields: z.array(Field).min(1),
});
const Created = z.strictObject({
  records: z
    .array(z.strictObject({ fields: Fields }))
    .min(1)
    .max(10),
  typecast: z.boolean().optional(),
  returnFieldsByFieldId: z.boolean().optional(),
});
const Changed = z.strictObject({
  records: z
    .array(z.strictObject({ id: z.string(), fields: Fields }))
    .min(1)
    .max(10),
  typecast: z.boolean().optional(),
});

interface Table {
  id: string;
  name: string;
  description?: string | undefined;
  fields: (z.output<typeof Field> & { id: string })[];
  records: { id: string; createdTime: string; fields: Record<string, unknown> }[];
}

interface Base {
  id: string;
  name: string;
  tables: Table[];
}

/** Airtable's Web API with one workspace, wspKitchen0000000: https://airtable.com/developers/web/api/introduction */
export async function startAirtable(token: string) {
  const bases: Base[] = [];
  let ids = 0;
  const newId = (prefix: string): string => `${prefix}${String(++ids).padStart(14, "0")}`;
  const app = new Hono().basePath("/v0");
  const newTable = ({ fields, ...table }: z.output<typeof NewTable>): Table => ({
    id: newId("tbl"),
    ...table,
    fields: fields.map((field) => ({ ...field, id: newId("fld") })),
    records: [],
  });

  app.use(async (c, next) => {
    if (c.req.header("authorization") === `Bearer ${token}`) return await next();
    return refuse(c, 401, "AUTHENTICATION_REQUIRED", "Authentication required");
  });
  app.notFound((c) => c.json({ error: "NOT_FOUND" }, 404));

  app.get("/meta/bases", (c) =>
    c.json({ bases: bases.map(({ id, name }) => ({ id, name, permissionLevel: "create" })) }),
  );
  app.post("/meta/bases", async (c) => {
    const NewBase = z.strictObject({
      name: z.string(),
      workspaceId: z.string(),
      tables: z.array(NewTable).min(1),
    });
    const asked = NewBase.safeParse(await c.req.json());
    if (!asked.success) return invalid(c, asked.error);
    if (asked.data.workspaceId !== "wspKitchen0000000") return forbidden(c);
    const made = { id: newId("app"), name: asked.data.name, tables: asked.data.tables.map(newTable) };
    bases.push(made);
    return c.json({ id: made.id, tables: made.tables.map(presentTable) });
  });

  const base = (c: Context): Base | undefined => bases.find(({ id }) => id === c.req.param("base"));
  const table = (c: Context): Table | undefined => {
    const wanted = c.req.param("table");
    return base(c)?.tables.find(({ id, name }) => id === wanted || name === wanted);
  };
  app.get("/meta/bases/:base/tables", (c) => {
    const found = base(c);
    return found === undefined ? forbidden(c) : c.json({ tables: found.tables.map(presentTable) });
  });
  app.post("/meta/bases/:base/tables", async (c) => {
    const asked = NewTable.safeParse(await c.req.json());
    if (!asked.success) return invalid(c, asked.error);
    const made = newTable(asked.data);
    base(c)?.tables.push(made);
    return c.json(presentTable(made));
  });
  app.patch("/meta/bases/:base/tables/:table", async (c) => {
    const Change = z.strictObject({ name: z.string().optional(), description: z.string().optional() });
    const asked = Change.safeParse(await c.req.json());
    const found = table(c);
    if (!asked.success || found === undefined)
      return refuse(c, 422, "INVALID_REQUEST_UNKNOWN", "Invalid request");
    return c.json(presentTable(Object.assign(found, asked.data)));
  });
  app.post("/meta/bases/:base/tables/:table/fields", async (c) => {
    const asked = Field.safeParse(await c.req.json());
    const found = table(c);
    if (!asked.success || found === undefined)
      return refuse(c, 422, "INVALID_REQUEST_UNKNOWN", "Invalid request");
    if (found.fields.some(({ name }) => name === asked.data.name)) {
      return refuse(c, 422, "DUPLICATE_OR_EMPTY_FIELD_NAME", `Field "${asked.data.name}" already exists`);
    }
    const made = { ...asked.data, id: newId("fld") };
    found.fields.push(made);
    return c.json(made);
  });
  app.patch("/meta/bases/:base/tables/:table/fields/:field", async (c) => {
    const Change = z.strictObject({ name: z.string().optional(), description: z.string().optional() });
    const asked = Change.safeParse(await c.req.json());
    const field = table(c)?.fields.find(({ id }) => id === c.req.param("field"));
    if (!asked.success || field === undefined)
      return refuse(c, 422, "INVALID_REQUEST_UNKNOWN", "Invalid request");
    return c.json(Object.assign(field, asked.data));
  });

  app.use("/:base/:table/*", async (c, next) => (table(c) === undefined ? forbidden(c) : await next()));
  const tableOf = (c: Context): Table => {
    const found = table(c);
    if (found === undefined) throw new Error("Checked before");
    return found;
  };
  app.get("/:base/:table", (c) => c.json(listed(c, tableOf(c))));
  app.get("/:base/:table/:record", (c) => {
    const record = tableOf(c).records.find(({ id }) => id === c.req.param("record"));
    return record === undefined ? c.notFound() : c.json(record);
  });
  app.post("/:base/:table", async (c) => {
    const asked = Created.safeParse(await c.req.json());
    if (!asked.success) return invalid(c, asked.error);
    const found = tableOf(c);
    const stray = strayField(found, asked.data.records);
    if (stray !== undefined) return refuse(c, 422, "UNKNOWN_FIELD_NAME", `Unknown field name: "${stray}"`);
    const made = asked.data.records.map(({ fields }) => ({
      id: newId("rec"),
      createdTime: "2026-11-22T10:00:00.000Z",
      fields,
    }));
    found.records.push(...made);
    return c.json({ records: made });
  });
  app.patch("/:base/:table", async (c) => {
    const asked = Changed.safeParse(await c.req.json());
    if (!asked.success) return invalid(c, asked.error);
    const changed = asked.data.records.map(({ id, fields }) => {
      const record = tableOf(c).records.find((each) => each.id === id);
      if (record !== undefined) Object.assign(record.fields, fields);
      return record;
    });
    return changed.includes(undefined)
      ? refuse(c, 404, "ROW_DOES_NOT_EXIST", "Record does not exist in this table")
      : c.json({ records: changed });
  });
  app.delete("/:base/:table", (c) => {
    const ids = c.req.queries("records[]") ?? [];
    if (ids.length === 0 || ids.length > 10)
      return refuse(c, 422, "INVALID_REQUEST_UNKNOWN", "Too many records");
    const found = tableOf(c);
    found.records = found.records.filter(({ id }) => !ids.includes(id));
    return c.json({ records: ids.map((id) => ({ id, deleted: true })) });
  });
  const tired = () =>
    Response.json(
      { errors: [{ error: "RATE_LIMIT_REACHED", message: "Rate limit exceeded. Please try again later" }] },
      { status: 429, headers: { "retry-after": "1" } },
    );
  return { ...(await serve(app, tired)), bases };
}

/** Empty fields are left out; `{Name} = 'x'` is the one formula that there is. */
function listed(c: Context, { records }: Table) {
  const [, field = "", value] = /^\{(.+)\}\s*=\s*'(.*)'$/.exec(c.req.query("filterByFormula") ?? "") ?? [];
  const wanted = records.filter(({ fields }) => value === undefined || fields[field] === value);
  const sort = c.req.query("sort[0][field]");
  const order = c.req.query("sort[0][direction]") === "desc" ? -1 : 1;
  const sorted =
    sort === undefined
      ? wanted
      : wanted.toSorted((a, b) => order * String(a.fields[sort]).localeCompare(String(b.fields[sort])));
  const most = sorted.slice(0, Number(c.req.query("maxRecords") ?? sorted.length));
  const at = Number((c.req.query("offset") ?? "itr0").slice("itr".length));
  const end = at + Number(c.req.query("pageSize") ?? 100);
  const only = c.req.queries("fields[]");
  const page = most.slice(at, end).map(({ fields, ...record }) => ({
    ...record,
    fields: Object.fromEntries(Object.entries(fields).filter(([name]) => only?.includes(name) ?? true)),
  }));
  return { records: page, ...(end < most.length && { offset: `itr${end}` }) };
}

const strayField = ({ fields }: Table, records: readonly { fields: object }[]): string | undefined =>
  records
    .flatMap((record) => Object.keys(record.fields))
    .find((name) => !fields.some((field) => field.name === name || field.id === name));

const presentTable = ({ records: _, ...table }: Table) => ({
  ...table,
  primaryFieldId: table.fields[0]?.id,
  views: [{ id: "viw00000000000001", name: "Grid view", type: "grid" }],
});

const refuse = (c: Context, status: 401 | 403 | 404 | 422, type: string, message: string) =>
  c.json({ error: { type, message } }, status);

const forbidden = (c: Context) =>
  refuse(
    c,
    403,
    "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND",
    "Invalid permissions, or the requested model was not found.",
  );

const invalid = (c: Context, { issues }: z.ZodError) =>
  refuse(c, 422, "INVALID_REQUEST_UNKNOWN", `Invalid request: ${issues[0]?.message}`);
