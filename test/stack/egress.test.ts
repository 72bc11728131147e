import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { type Answer, probe, type Question } from "./egress-probe.ts";
import { hostileServer } from "./hostile-server.ts";

const MIB = 1024 * 1024;

const other = await hostileServer();
const server = await hostileServer((path) => `http://${other.host}${path.replace("/moved", "")}`);
const { probeInWorkerd, dispose } = await workerd();
afterAll(async () => {
  await dispose();
  server.close();
  other.close();
});

describe.each([
  ["Node", probe],
  ["workerd", probeInWorkerd],
])("egress in %s", (runtime, run) => {
  const ask = (path: string, question: Partial<Question> = {}) =>
    run({ url: `http://${server.host}${path}`, allow: [server.host], ...question });

  it.each([
    ["/", "fine"],
    ["/gzip", "unpacked"],
    ["/brotli", "unpacked"],
    ["/no-content", ""],
    ["/reset-content", ""],
    ["/not-modified", ""],
  ])("reads the answer of %s", async (path, text) => {
    expect(await ask(path)).toMatchObject({ text, url: `http://${server.host}${path}` });
  });

  it("reaches only the port that is allowed", async () => {
    const before = other.seen.length;
    expect(await ask("/", { url: `http://${other.host}/` })).toMatchObject({ reason: "blocked" });
    expect(await ask("/", { allow: [] })).toMatchObject({ reason: "blocked" });
    expect(other.seen).toHaveLength(before);
  });

  it("does not follow a redirect to a port that is not allowed", async () => {
    const before = other.seen.length;
    expect(await ask("/moved/here")).toMatchObject({
      reason: "blocked",
      message: expect.stringContaining(other.host),
    });
    expect(other.seen).toHaveLength(before);
  });

  it("sends the body and no secret header to another origin", async () => {
    const init = {
      method: "POST",
      headers: { authorization: "Bearer s3cret", "x-api-key": "s3cret" },
      body: "text",
    };
    const answer = await ask(`/moved/${runtime}`, { init, allow: [server.host, other.host] });
    expect(answer).toMatchObject({ status: 200, url: `http://${other.host}/${runtime}` });
    expect(server.seen.at(-1)?.headers).toMatchObject(init.headers);
    expect(other.seen.at(-1)).toMatchObject({ path: `/${runtime}`, headers: { "content-length": "4" } });
    expect(JSON.stringify(other.seen.at(-1))).not.toContain("s3cret");
  });

  it("reads up to the limit and not a byte more", async () => {
    expect(await ask("/exactly-1000", { maxBytes: 1000 })).toMatchObject({ size: 1000 });
    expect(await ask("/exactly-1000", { maxBytes: 999 })).toMatchObject({ reason: "too_large" });
  });

  it("refuses a declared length before it reads, and closes the connection", async () => {
    const closed = server.closed.length;
    const answer = await ask("/declared-1001", { maxBytes: 1000 });
    expect(answer).toMatchObject({ reason: "too_large" });
    expect(answer.status).toBeUndefined();
    await expect.poll(() => server.closed.slice(closed)).toContain("/declared-1001");
  });

  it("takes the declared length of a HEAD request for what it is", async () => {
    expect(await ask("/head", { init: { method: "HEAD" } })).toMatchObject({ status: 200, size: 0 });
  });

  it("cuts an endless answer and closes the connection", async () => {
    const closed = server.closed.length;
    const answer = await ask("/endless", { maxBytes: MIB });
    expect(answer).toMatchObject({ status: 200, reason: "too_large" });
    expect(answer.size).toBeLessThanOrEqual(MIB);
    await expect.poll(() => server.closed.slice(closed)).toContain("/endless");
  });

  it("closes the connection of an answer that its reader leaves", async () => {
    const closed = server.closed.length;
    expect((await ask("/endless", { leavesEarly: true })).reason).toBeUndefined();
    await expect.poll(() => server.closed.slice(closed)).toContain("/endless");
  });

  it.each(["/silent", "/slow-headers", "/drip"])("gives up on %s at the time limit", async (path) => {
    const closed = server.closed.length;
    const start = performance.now();
    expect(await ask(path, { timeoutMs: 300 })).toMatchObject({ reason: "timeout" });
    expect(performance.now() - start).toBeLessThan(10_000);
    await expect.poll(() => server.closed.slice(closed)).toContain(path);
  });

  it.each(["/silent", "/drip"])("gives up on %s when its caller does", async (path) => {
    const closed = server.closed.length;
    expect(await ask(path, { abortAfterMs: 100 })).toMatchObject({ message: "the caller left" });
    await expect.poll(() => server.closed.slice(closed)).toContain(path);
  });

  it.each(["/breaks-off", "/not-gzip", "/status-999"])(
    "calls the host unreachable when it answers %s",
    async (path) => {
      expect(await ask(path)).toMatchObject({ reason: "unreachable" });
    },
  );

  it("calls a port that nobody serves unreachable", async () => {
    const gone = await hostileServer();
    gone.close();
    expect(await ask("/", { url: `http://${gone.host}/`, allow: [gone.host] })).toMatchObject({
      reason: "unreachable",
    });
  });

  it.each(["/bomb/gzip", "/bomb/brotli"])("cuts %s, which unpacks to a gibibyte", async (path) => {
    const answer = await ask(path);
    expect(answer).toMatchObject({ status: 200, reason: "too_large" });
    expect(answer.size).toBeLessThanOrEqual(10 * MIB);
  });
});

it.each(["/bomb/gzip", "/bomb/gzip-in-gzip", "/bomb/brotli"])(
  "holds little of %s in memory",
  async (path) => {
    const before = process.memoryUsage().rss;
    let peak = before;
    const timer = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 1);
    const answer = await probe({ url: `http://${server.host}${path}`, allow: [server.host] });
    clearInterval(timer);
    expect(answer).toMatchObject({ reason: "too_large" });
    expect(peak - before).toBeLessThan(128 * MIB);
  },
);

/** The same probe inside the runtime that serves production. */
async function workerd() {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { probe } from "./egress-probe.ts";
        export default { fetch: async (request) => Response.json(await probe(await request.json())) };
      `,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    format: "esm",
    write: false,
  });
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      modules: true,
      script: outputFiles[0]?.text ?? "",
      compatibilityDate: "2026-10-20",
      compatibilityFlags: ["global_fetch_strictly_public"],
    }),
  );
  const Answer = z.object({
    status: z.int().optional(),
    url: z.string().optional(),
    size: z.int().optional(),
    text: z.string().optional(),
    reason: z.string().optional(),
    message: z.string().optional(),
  });
  const probeInWorkerd = async (question: Question): Promise<Answer> => {
    const init = { method: "POST", body: JSON.stringify(question) };
    const response = await miniflare.dispatchFetch("http://egress.example/", init);
    return Answer.parse(await response.json());
  };
  return { probeInWorkerd, dispose: () => miniflare.dispose() };
}
