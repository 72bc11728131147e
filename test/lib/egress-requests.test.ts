import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { makeEgress } from "#lib/egress/egress.ts";
import { redirect, scriptedFetch } from "./scripted-fetch.ts";

const SECRETS = {
  authorization: "Bearer s3cret",
  cookie: "session=s3cret",
  "proxy-authorization": "Basic s3cret",
  "x-api-key": "s3cret",
  "private-token": "s3cret",
};

/** Sends a request against scripted answers and returns what went out. */
async function sentBy(init: RequestInit, ...answers: Response[]) {
  const { fetch, sent } = scriptedFetch(...answers);
  const response = await makeEgress({ allow: [], fetch })("https://a.example.com/start", init);
  return { sent, response };
}

describe("a redirect", () => {
  it.each([
    ["http://169.254.169.254/latest/meta-data/", "blocked"],
    ["http://127.0.0.1:8080/", "blocked"],
    ["//localhost/", "blocked"],
    ["http://[::ffff:10.0.0.1]/", "blocked"],
    ["https://example.com:25/", "blocked"],
    ["file:///etc/passwd", "blocked"],
    ["javascript:alert(1)", "blocked"],
    ["https://user:secret@example.com/", "invalid"],
    ["http://", "invalid"],
  ])("to %s is refused on any hop", async (location, reason) => {
    for (const before of [[], [redirect(302, "/second"), redirect(307, "https://b.example.com/")]]) {
      const { fetch, sent } = scriptedFetch(...before, redirect(302, location));
      await expect(makeEgress({ allow: [], fetch })("https://example.com/")).rejects.toMatchObject({
        reason,
      });
      expect(sent).toHaveLength(before.length + 1);
    }
  });

  it("is followed five times and no more", async () => {
    const hops = Array.from({ length: 6 }, (_, at) => redirect(302, `/hop-${at + 1}`));
    const { sent, response } = await sentBy({}, ...hops.slice(0, 5));
    expect(sent.map(({ url }) => new URL(url).pathname)).toEqual([
      "/start",
      ...[1, 2, 3, 4, 5].map((at) => `/hop-${at}`),
    ]);
    expect(response).toMatchObject({ status: 200, url: "https://a.example.com/hop-5" });
    await expect(sentBy({}, ...hops)).rejects.toMatchObject({ reason: "redirects" });
  });

  it("without a Location is an answer", async () => {
    const { response } = await sentBy(
      {},
      new Response("three choices", { status: 300 }),
      redirect(302, "/x"),
    );
    expect(response.status).toBe(300);
    expect((await sentBy({}, new Response(null, { status: 302 }))).response.status).toBe(302);
  });

  it("is the caller's on request, or an error on request", async () => {
    const manual = await sentBy({ redirect: "manual" }, redirect(302, "http://127.0.0.1/"));
    expect(manual.response.headers.get("location")).toBe("http://127.0.0.1/");
    await expect(sentBy({ redirect: "error" }, redirect(302, "/x"))).rejects.toMatchObject({
      reason: "redirects",
    });
  });

  it.each([
    [301, "POST", "GET", ""],
    [302, "POST", "GET", ""],
    [303, "POST", "GET", ""],
    [307, "POST", "POST", "{}"],
    [308, "POST", "POST", "{}"],
    [301, "PUT", "PUT", "{}"],
    [302, "DELETE", "DELETE", "{}"],
    [303, "PUT", "GET", ""],
    [307, "PATCH", "PATCH", "{}"],
  ])("with status %i turns %s into %s", async (status, method, nextMethod, nextBody) => {
    const headers = { "content-type": "application/json", "content-language": "en", accept: "text/html" };
    const { sent } = await sentBy({ method, headers, body: "{}" }, redirect(status, "/next"));
    expect(sent[1]).toMatchObject({ method: nextMethod, body: nextBody });
    expect(sent[1]?.headers).toMatchObject({ accept: "text/html" });
    expect("content-type" in (sent[1]?.headers ?? {})).toBe(nextBody !== "");
    expect("content-language" in (sent[1]?.headers ?? {})).toBe(nextBody !== "");
  });

  it("with status 303 keeps HEAD", async () => {
    expect((await sentBy({ method: "HEAD" }, redirect(303, "/next"))).sent[1]).toMatchObject({
      method: "HEAD",
    });
  });

  it.each([
    [302, "redirects"],
    [307, "redirects"],
    [303, "GET"],
  ])("with status %i of a streamed body ends in %s", async (status, ending) => {
    const body = new Blob(["streamed"]).stream();
    const sending = sentBy({ method: "POST", body }, redirect(status, "/next"));
    await expect(
      sending.then(
        ({ sent }) => sent[1]?.method,
        (error) => error.reason,
      ),
    ).resolves.toBe(ending);
  });

  it("to the same origin keeps the secret headers", async () => {
    const { sent } = await sentBy({ headers: SECRETS }, redirect(302, "https://A.example.com:443/next"));
    expect(sent[1]?.headers).toMatchObject(SECRETS);
  });

  it.each([
    "https://b.example.com/",
    "http://a.example.com/",
    "https://a.example.com:8443/",
    "//example.com/",
  ])("to another origin drops every header that may be a secret: %s", async (location) => {
    const headers = { ...SECRETS, accept: "text/html", "user-agent": "test" };
    const { sent } = await sentBy({ headers }, redirect(307, location));
    expect(JSON.stringify(sent[0])).toContain("s3cret");
    expect(JSON.stringify(sent[1])).not.toContain("s3cret");
    expect(sent[1]?.headers).toMatchObject({ accept: "text/html", "user-agent": "test" });
  });

  it("does not give the secret headers back on the way home", async () => {
    const away = [redirect(302, "https://b.example.com/"), redirect(302, "https://a.example.com/home")];
    const { sent } = await sentBy({ headers: SECRETS }, ...away);
    expect(JSON.stringify(sent[2])).not.toContain("s3cret");
  });
});

describe("a request", () => {
  it.each<[string, RequestInit]>([
    ["a line break in a header", { headers: { "x-a": "b\r\nx-c: d" } }],
    ["a line break at the end of a header", { headers: [["x-a", "b\r\n"]] }],
    ["a line feed at the start of a header", { headers: { "x-a": "\nb" } }],
    ["NUL in a header", { headers: { "x-a": "b\0" } }],
    ["a character past a byte in a header", { headers: { "x-a": "\u010a" } }],
    ["a line break in a header name", { headers: { "x-a\r\nx-b": "c" } }],
    ["an empty header name", { headers: { "": "c" } }],
    ["a colon in a header name", { headers: { "x:y": "c" } }],
    ["a header that is not a pair", { headers: [["x-a"]] }],
    ["Host", { headers: { Host: "10.0.0.1" } }],
    ["Content-Length", { headers: { "content-length": "3" } }],
    ["Transfer-Encoding", { headers: { "Transfer-Encoding": "chunked" } }],
    ["Connection", { headers: new Headers({ connection: "x-a" }) }],
    ["Upgrade", { headers: { upgrade: "websocket" } }],
    ["TE", { headers: { te: "trailers" } }],
    ["Expect", { headers: { expect: "100-continue" } }],
    ["CONNECT", { method: "CONNECT" }],
    ["trace in small letters", { method: "trace" }],
    ["a line break in the method", { method: "GET / HTTP/1.1\r\nx: y" }],
    ["GET with a body", { body: "x" }],
    ["HEAD with a body", { method: "HEAD", body: "x" }],
  ])("is refused with %s", async (_what, init) => {
    const { fetch, sent } = scriptedFetch();
    const sending = makeEgress({ allow: [], fetch })("https://example.com/", init);
    await expect(sending).rejects.toMatchObject({ name: "EgressError", reason: "invalid" });
    expect(sent).toEqual([]);
  });

  it("names the header that is refused and not its value", async () => {
    const sending = sentBy({ headers: { "X-Key": "s3cret\r\n" } });
    await expect(sending).rejects.toThrow("The header x-key has a character that is not allowed");
  });

  it("goes out as it was written, except for the encodings that only the runtime can undo", async () => {
    const headers = { ...SECRETS, "Accept-Encoding": "zstd", "X-Text": "grün\tand blue" };
    const { sent } = await sentBy({ method: "patch", headers, body: "text" });
    expect(sent).toMatchObject([
      { method: "PATCH", body: "text", headers: { ...SECRETS, "x-text": "grün\tand blue" } },
    ]);
    expect(sent[0]?.headers["accept-encoding"]).toBeUndefined();
  });

  it("sends forms again after a redirect", async () => {
    const body = new FormData();
    body.set("name", "Ada");
    const { sent } = await sentBy({ method: "POST", body }, redirect(308, "/next"));
    expect(sent[1]?.body).toContain("Ada");
    expect(sent[1]?.headers["content-type"]).toMatch(/^multipart\/form-data; boundary=/);
  });

  it("ends at the time limit even if fetch does not", async () => {
    const egress = makeEgress({ allow: [], fetch: () => new Promise(() => undefined), timeoutMs: 200 });
    await expect(egress("https://example.com/")).rejects.toMatchObject({ reason: "timeout" });
  });

  it("of a caller who has already left is not sent", async () => {
    const { fetch, sent } = scriptedFetch();
    const signal = AbortSignal.abort(new Error("the caller left"));
    await expect(makeEgress({ allow: [], fetch })("https://example.com/", { signal })).rejects.toThrow(
      "left",
    );
    expect(sent).toEqual([]);
  });
});

describe("an answer", () => {
  it("is not read before its reader asks", async () => {
    let pulls = 0;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      pulls += 1;
      controller.enqueue(new Uint8Array(10));
    };
    const endless = new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
    const { fetch } = scriptedFetch(endless);
    const response = await makeEgress({ allow: [], fetch })("https://example.com/");
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.read();
    await setTimeout(10);
    expect(pulls).toBe(2);
    await reader?.cancel();
  });

  it.each([
    ["never comes", () => undefined, 0],
    [
      "is asked for too late",
      (body: ReadableStreamDefaultController) => body.enqueue(new Uint8Array(1)),
      300,
    ],
  ])("ends at the time limit even if fetch does not, when its body %s", async (_when, pull, waitMs) => {
    const { fetch } = scriptedFetch(new Response(new ReadableStream({ pull })));
    const response = await makeEgress({ allow: [], fetch, timeoutMs: 200 })("https://example.com/");
    await setTimeout(waitMs);
    await expect(response.text()).rejects.toMatchObject({ reason: "timeout" });
  });

  it("that says it is short is there in full, at once", async () => {
    let isRead = false;
    const pull = (controller: ReadableStreamDefaultController<Uint8Array>) => {
      controller.enqueue(new TextEncoder().encode("a little"));
      controller.close();
      isRead = true;
    };
    const body = new ReadableStream({ pull }, { highWaterMark: 0 });
    const { response } = await sentBy({}, new Response(body, { headers: { "content-length": "8" } }));
    expect(isRead).toBe(true);
    expect(await response.text()).toBe("a little");
  });

  it.each<[how: string, (response: Response) => Promise<unknown>, expected: unknown]>([
    ["as text", (response) => response.text(), '{"a":"ä"}'],
    ["as JSON", (response) => response.json(), { a: "ä" }],
    ["as bytes in one piece", async (response) => (await response.arrayBuffer()).byteLength, 10],
    ["as bytes", async (response) => (await response.bytes()).length, 10],
    ["as a blob", async (response) => (await response.blob()).type, "application/json"],
    ["as a stream", async ({ body }) => (await body?.getReader().read())?.value?.length, 10],
    ["as a copy", (response) => response.clone().json(), { a: "ä" }],
    ["by who makes another of it", ({ body, headers }) => new Response(body, { headers }).json(), { a: "ä" }],
  ])("that says it is short is read %s", async (_how, read, expected) => {
    const { response } = await sentBy({}, shortAnswer());
    expect(response.bodyUsed).toBe(false);
    expect(response.body).toBe(response.body);
    expect(await read(response)).toEqual(expected);
    const { response: untouched } = await sentBy({}, shortAnswer());
    expect(await read(untouched)).toEqual(expected);
  });

  it.each<[how: string, (response: Response) => Promise<unknown>]>([
    ["text", (response) => response.text()],
    ["JSON", (response) => response.json()],
    ["bytes in one piece", (response) => response.arrayBuffer()],
    ["bytes", (response) => response.bytes()],
    ["a blob", (response) => response.blob()],
    ["a copy", async (response) => response.clone()],
  ])("that says it is short is read once, not again as %s", async (_how, read) => {
    const { response } = await sentBy({}, shortAnswer());
    await response.text();
    expect(response.bodyUsed).toBe(true);
    await expect(read(response)).rejects.toThrow(TypeError);
  });

  it("that is short and is no JSON says so", async () => {
    const { response } = await sentBy({}, new Response("no", { headers: { "content-length": "2" } }));
    await expect(response.json()).rejects.toThrow(SyntaxError);
  });

  it("that has no body is empty", async () => {
    const { response } = await sentBy(
      {},
      new Response(null, { status: 204, headers: { "content-length": "0" } }),
    );
    expect(response.body).toBeNull();
    expect(await response.text()).toBe("");
    expect(response.bodyUsed).toBe(false);
  });

  it.each([
    ["is packed", { "content-length": "8", "content-encoding": "gzip" }],
    ["is long", { "content-length": "70000" }],
    ["does not say", {}],
  ])("that %s is left to its reader", async (_which, headers: Record<string, string>) => {
    const pull = () => new Promise<void>(() => undefined);
    const body = new ReadableStream({ pull }, { highWaterMark: 0 });
    const { response } = await sentBy({}, new Response(body, { headers }));
    await response.body?.cancel();
  });

  it("that says it is short and never comes ends at the time limit", async () => {
    const silent = new Response(new ReadableStream(), { headers: { "content-length": "8" } });
    const { fetch } = scriptedFetch(silent);
    const sending = makeEgress({ allow: [], fetch, timeoutMs: 100 })("https://example.com/");
    await expect(sending).rejects.toMatchObject({ reason: "timeout" });
  });

  it("keeps its status, headers and cookies", async () => {
    const headers = new Headers({ "content-type": "text/plain", etag: '"1"' });
    headers.append("set-cookie", "a=1");
    headers.append("set-cookie", "b=2");
    const { response } = await sentBy({}, new Response("gone", { status: 410, statusText: "Gone", headers }));
    expect(response).toMatchObject({ status: 410, statusText: "Gone", ok: false });
    expect(response.headers.get("etag")).toBe('"1"');
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(await response.text()).toBe("gone");
  });
});

const shortAnswer = (): Response =>
  new Response('{"a":"ä"}', { headers: { "content-length": "10", "content-type": "application/json" } });
