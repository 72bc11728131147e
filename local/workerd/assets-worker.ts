interface Env {
  FILES: Fetcher;
}

const TYPES: Record<string, string> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  map: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  wasm: "application/wasm",
  webmanifest: "application/manifest+json",
  webp: "image/webp",
  woff2: "font/woff2",
};

/** Stands in for Workers Assets: types by extension, `/x` finds `x.html` or `x/index.html`, all else is 404. */
const assets = {
  async fetch(request: Request, env: Env): Promise<Response> {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response("Method Not Allowed", { status: 405, headers: { Allow: "GET, HEAD" } });
    }
    for (const path of candidates(new URL(request.url).pathname)) {
      const file = await env.FILES.fetch(new URL(path, "http://files"), { method: request.method });
      if (file.status === 200 && !isListing(file, path)) return asAsset(file, path);
      await file.body?.cancel();
    }
    return new Response("Not Found", { status: 404 });
  },
} satisfies ExportedHandler<Env>;

export default assets;

function candidates(path: string): string[] {
  if (path.endsWith("/")) return [`${path}index.html`];
  return /\.[^/]+$/.test(path) ? [path] : [path, `${path}.html`, `${path}/index.html`];
}

/** The disk answers for a folder with a JSON listing; only files have a length of their own kind. */
function isListing(file: Response, path: string): boolean {
  return !path.endsWith(".json") && file.headers.get("Content-Type") === "application/json";
}

function asAsset(file: Response, path: string): Response {
  const headers = new Headers(file.headers);
  const extension = path.slice(path.lastIndexOf(".") + 1);
  headers.set("Content-Type", TYPES[extension] ?? "application/octet-stream");
  headers.set("Cache-Control", "public, max-age=0, must-revalidate");
  return new Response(file.body, { headers });
}
