import { Hono } from "hono";
import * as z from "zod";
import { serve } from "./serve.ts";

const ENVD_TOKEN = "envd-token";

/** What a program does in a sandbox. */
export interface Program {
  /** Lines of the code interpreter's answer. */
  lines: object[];
  /** Files that it writes, by path. */
  writes?: Record<string, string>;
}

/** E2B's API, and the services of its sandboxes below `/49999` and `/49983`. It runs the programs that it knows: https://e2b.dev/docs */
export async function startE2b(key: string, programs: Readonly<Record<string, Program>>) {
  const sandboxes = new Map<string, Map<string, string>>();
  const ran: string[] = [];
  const app = new Hono();
  const present = (sandboxID: string) => ({
    sandboxID,
    templateID: "code-interpreter-v1",
    clientID: "c",
    envdVersion: "0.4.0",
    envdAccessToken: ENVD_TOKEN,
    domain: null,
  });
  for (const path of ["/v2/*", "/sandboxes/*"]) {
    app.use(path, async (c, next) => {
      if (c.req.header("x-api-key") === key) return await next();
      return c.json({ code: 401, message: "Invalid API key" }, 401);
    });
  }
  app.post("/v2/sandboxes", async (c) => {
    const asked = z
      .strictObject({ templateID: z.string(), timeout: z.int().positive() })
      .safeParse(await c.req.json());
    if (!asked.success)
      return c.json({ code: 400, message: `Error parsing request: ${asked.error.issues[0]?.message}` }, 400);
    const id = `sandbox${sandboxes.size + 1}`;
    sandboxes.set(id, new Map([["/home/user/.bashrc", "x"]]));
    return c.json(present(id), 201);
  });
  app.post("/v2/sandboxes/:id/connect", (c) => {
    const id = c.req.param("id");
    if (!sandboxes.has(id)) return c.json({ code: 404, message: `Sandbox ${id} not found` }, 404);
    return c.json(present(id));
  });
  app.delete("/sandboxes/:id", (c) => {
    const isGone = sandboxes.delete(c.req.param("id"));
    return isGone ? c.body(null, 204) : c.json({ code: 404, message: "Sandbox not found" }, 404);
  });

  for (const port of ["/49999/*", "/49983/*"]) {
    app.use(port, async (c, next) => {
      return c.req.header("x-access-token") === ENVD_TOKEN
        ? await next()
        : c.json({ code: 401, message: "Unauthorized" }, 401);
    });
  }
  app.post("/49999/:id/execute", async (c) => {
    const { code, language } = z.object({ code: z.string(), language: z.string() }).parse(await c.req.json());
    const files = sandboxes.get(c.req.param("id"));
    const program = programs[code];
    if (files === undefined || program === undefined)
      return c.json({ code: 502, message: "The sandbox was not found" }, 502);
    ran.push(`${language}: ${code}`);
    for (const [path, content] of Object.entries(program.writes ?? {})) files.set(path, content);
    return c.text(program.lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  });
  app.post("/49983/:id/filesystem.Filesystem/ListDir", (c) => {
    const files = [...(sandboxes.get(c.req.param("id")) ?? [])];
    const entries = files.map(([path, content]) => ({
      name: path.split("/").at(-1),
      type: "FILE_TYPE_FILE",
      path,
      size: String(content.length),
      modifiedTime: "2026-11-22T10:00:00Z",
    }));
    return c.json({ entries });
  });
  app.get("/49983/:id/files", (c) => {
    const content = sandboxes.get(c.req.param("id"))?.get(c.req.query("path") ?? "");
    return content === undefined ? c.json({ code: 404, message: "file not found" }, 404) : c.body(content);
  });
  const tired = () =>
    Response.json(
      { code: 429, message: "Rate limit exceeded" },
      { status: 429, headers: { "retry-after": "1" } },
    );
  return { ...(await serve(app, tired)), sandboxes, ran };
}
