import type { Context, Hono } from "hono";
import type { HttpEnv } from "./app-deps.ts";
import { type Documented, type Info, openapiDocument } from "./openapi.ts";

/** Serves the document of some surfaces, and Swagger UI for it from the build's own files. */
export function mountDocs(
  app: Hono<HttpEnv>,
  { document, page, info }: { document: string; page: string; info: Info },
  surfaces: readonly Documented[],
): void {
  let made: object | undefined;
  app.get(document, (c) => {
    c.set("route", document);
    made ??= openapiDocument(c.get("deps").publicUrl, info, surfaces);
    return c.json(made, 200, { "cache-control": "public, max-age=300" });
  });
  app.get(page, (c) => {
    c.set("route", page);
    return c.html(swaggerPage(info.title, document), 200, { "content-security-policy": SWAGGER_POLICY });
  });
}

/** The files that pages use. Their names carry no version, so they are checked again each time. */
export async function serveAsset(c: Context<HttpEnv>): Promise<Response> {
  c.set("route", "/assets/*");
  const asset = await c.get("deps").assets(c.req.raw);
  const answer = new Response(asset.body, asset);
  answer.headers.set("cache-control", "public, max-age=0, must-revalidate");
  return answer;
}

/** Swagger UI styles elements by script, which needs no permission; its icons are data URIs. */
const SWAGGER_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

const swaggerPage = (title: string, document: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/assets/swagger/swagger-ui.css">
<link rel="icon" href="/assets/swagger/favicon-32x32.png">
</head>
<body>
<div id="swagger" data-document="${document}"></div>
<script src="/assets/swagger/swagger-ui-bundle.js"></script>
<script src="/assets/swagger/start.js"></script>
</body>
</html>
`;
