import { describe, expect, it } from "vitest";
import { MAX_FILE_BYTES } from "#domain/files/workspace.ts";
import { person, session, world } from "../world.ts";

const { api } = await world();
const ada = await session(person("ada"));
const eve = await session(person("eve"));

const upload = async (path: string, body: unknown, headers: Record<string, string> = {}) =>
  (await api(ada).post(path, body, headers)).body;

describe("POST /api/v2/files", () => {
  it("keeps the body as a file, of its type and the name that is given", async () => {
    const file = await upload("/api/v2/files?name=notes/a.txt", "hello", { "content-type": "text/plain" });
    expect(file).toMatchObject({ name: "a.txt", content_type: "text/plain", size: 5 });
    expect(file["uri"]).toBe(`workspace://${file["id"]}#text/plain`);
    const answer = await api(ada).get(`/api/v2/files/${file["id"]}`);
    expect([answer.status, answer.text]).toEqual([200, "hello"]);
  });

  it("keeps the file of a form", async () => {
    const form = new FormData();
    form.set("file", new File([new Uint8Array([1, 2, 255])], "Grüße.bin", { type: "image/png" }));
    const file = await upload("/api/v2/files", form);
    expect(file).toMatchObject({ name: "Grüße.bin", content_type: "image/png", size: 3 });
    const { headers } = await api(ada).get(`/api/v2/files/${file["id"]}`);
    expect(headers.get("content-disposition")).toBe("attachment; filename*=UTF-8''Gr%C3%BC%C3%9Fe.bin");
  });

  it("refuses a form without a file, by the name of the field", async () => {
    const form = new FormData();
    form.set("file", "no file");
    const answer = await api(ada).post("/api/v2/files", form);
    expect(answer).toMatchObject({
      status: 422,
      body: { error: { details: { issues: [{ path: "file" }] } } },
    });
  });

  it.each([0, 20_000])("refuses a file that is too large, by %i bytes more than one", async (more) => {
    const answer = await api(ada).post("/api/v2/files", new Uint8Array(MAX_FILE_BYTES + 1 + more));
    expect(answer).toMatchObject({ status: 413, body: { error: { code: "PAYLOAD_TOO_LARGE" } } });
  });

  it("takes no type that would break a header", async () => {
    const file = await upload("/api/v2/files?name=%0d%0ax.html", "x", { "content-type": "text/html, a=<b>" });
    expect(file).toMatchObject({ name: "__x.html", content_type: "application/octet-stream" });
  });
});

describe("GET /api/v2/files/:file_id", () => {
  it("never lets a browser show the file", async () => {
    const file = await upload("/api/v2/files", "<script>1</script>", { "content-type": "text/html" });
    const { headers } = await api(ada).get(`/api/v2/files/${file["id"]}`);
    expect(headers.get("content-disposition")).toMatch(/^attachment;/);
    expect(headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  it.each([
    ["of somebody else", async () => (await upload("/api/v2/files", "x"))["id"]],
    ["that nobody has", async () => crypto.randomUUID()],
  ])("does not find a file %s", async (_what, id) => {
    expect(await api(eve).get(`/api/v2/files/${await id()}`)).toMatchObject({
      status: 404,
      body: { error: { code: "NOT_FOUND" } },
    });
  });
});
