import type { Context } from "hono";
import type * as z from "zod";
import type { Repository } from "./github-world.ts";

export type Env = { Variables: { repository: Repository } };

/** The body as the schema reads it; undefined when it does not fit. */
export async function taken<S extends z.ZodType>(c: Context, schema: S): Promise<z.output<S> | undefined> {
  const body: unknown = await c.req.json().catch(() => undefined);
  const parsed = schema.safeParse(body);
  return parsed.success ? parsed.data : undefined;
}

interface Problem {
  resource: string;
  field?: string;
  code: string;
  message?: string;
}

export const invalid = (c: Context, ...errors: Problem[]) =>
  c.json(
    {
      message: "Validation Failed",
      errors,
      documentation_url: "https://docs.github.com/rest",
      status: "422",
    },
    422,
  );

/** https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api */
export function page<T>(c: Context, items: readonly T[]): T[] {
  const size = Math.min(Number(c.req.query("per_page") ?? 30), 100);
  const at = (Number(c.req.query("page") ?? 1) - 1) * size;
  return items.slice(at, at + size);
}

export const web = ({ owner, name }: Repository, path = ""): string =>
  `https://github.com/${owner}/${name}${path === "" ? "" : `/${path}`}`;

export const account = (login: string) => ({
  login,
  id: login.length,
  type: "User",
  html_url: `https://github.com/${login}`,
});
