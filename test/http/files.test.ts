import { describe, expect, it } from "vitest";
import { FILE_QUOTA } from "#domain/files/records.ts";
import type { FileStore } from "#domain/files/store.ts";
import { sweepFiles } from "#domain/files/sweep.ts";
import { idIn, MAX_FILE_BYTES } from "#domain/files/workspace.ts";
import { workspaceFiles } from "#engine/world/files.ts";
import { connectDb } from "#store/db.ts";
import { quietIo } from "../blocks/run.ts";
import { person, session, world } from "../world.ts";

const { api, key, sql, databaseUrl, link, clock, files } = await world();
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
    expect(headers.get("content-disposition")).toBe(
      `attachment; filename="Gr__e.bin"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.bin`,
    );
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

/** Somebody with files of their own, and the world of a run of theirs. */
async function somebody() {
  const somebody = person("grace");
  await api(await session(somebody)).get("/api/v2/me");
  const caller = await key(somebody, ["READ_GRAPH", "EXECUTE_GRAPH"]);
  const deps = { db: connectDb(databaseUrl, link.origin), files, now: () => Date.now() + clock.ahead };
  const place = { userId: somebody.id, idempotencyKey: crypto.randomUUID() };
  const list = async () => (await api(caller).get("/api/v2/files")).body;
  return {
    id: somebody.id,
    caller,
    deps,
    list,
    /** Each is a try of one step, which writes over what the try before it wrote. */
    step: (store: FileStore = files) => workspaceFiles({ ...deps, files: store }, quietIo().fetch, place),
    upload: (body: string) => api(caller).post("/api/v2/files", body, { "content-type": "text/plain" }),
    remove: (id: unknown, by = caller) => api(by).send("DELETE", `/api/v2/files/${id}`),
    fill: (bytes: number) => sql("update users set stored_bytes = $2 where id = $1", [somebody.id, bytes]),
  };
}

const written = (text: string) => ({
  bytes: new TextEncoder().encode(text),
  contentType: "text/plain",
  name: "of a run",
});

describe("GET /api/v2/files", () => {
  it("lists what was uploaded and what runs wrote, newest first, and how many bytes that is", async () => {
    const { list, step, upload } = await somebody();
    const uploaded = (await upload("12345")).body;
    clock.ahead += 1000;
    const uri = await step().write(written("123"));
    expect(await list()).toMatchObject({
      files: [{ uri, name: "of a run", size: 3, expires_at: expect.any(String) }, uploaded],
      usage: { bytes: 8, limit: FILE_QUOTA },
      pagination: { total: 2, page: 1, total_pages: 1 },
    });
    expect(uploaded).toMatchObject({ size: 5, expires_at: null });
  });

  it("counts a file once that a second try of its step wrote over", async () => {
    const { list, step } = await somebody();
    await step().write(written("12345"));
    await step().write(written("12"));
    expect(await list()).toMatchObject({ files: [{ size: 2 }], usage: { bytes: 2 } });
  });
});

describe("DELETE /api/v2/files/:file_id", () => {
  it("deletes the file, and makes room", async () => {
    const { caller, list, remove, upload } = await somebody();
    const { id } = (await upload("12345")).body;
    expect((await remove(id)).status).toBe(204);
    expect((await api(caller).get(`/api/v2/files/${id}`)).status).toBe(404);
    expect(await list()).toMatchObject({ files: [], usage: { bytes: 0 } });
    expect((await remove(id)).status).toBe(404);
  });

  it("does not find a file of somebody else", async () => {
    const { caller, remove, upload } = await somebody();
    const { id } = (await upload("12345")).body;
    expect((await remove(id, eve)).status).toBe(404);
    expect((await api(caller).get(`/api/v2/files/${id}`)).text).toBe("12345");
  });
});

describe("the room of a user", () => {
  it("is taken to the last byte, and no further, however many files come at once", async () => {
    const { fill, list, upload } = await somebody();
    await fill(FILE_QUOTA - 15);
    const answers = await Promise.all(Array.from({ length: 8 }, () => upload("12345")));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 201, 413, 413, 413, 413, 413]);
    const refused = answers.find(({ status }) => status === 413);
    expect(refused?.body).toMatchObject({
      error: { code: "PAYLOAD_TOO_LARGE", message: expect.stringContaining(`${FILE_QUOTA} bytes together`) },
    });
    expect(await list()).toMatchObject({ files: { length: 3 }, usage: { bytes: FILE_QUOTA } });
  });

  it("is a run's, too", async () => {
    const { fill, step } = await somebody();
    await fill(FILE_QUOTA - 4);
    await expect(step().write(written("12345"))).rejects.toThrow("bytes together");
    expect(await step().write(written("1234"))).toMatch(/^workspace:/);
  });

  it("is what it was when the store does not take a file", async () => {
    const { list, step } = await somebody();
    await expect(step(AWAY).write(written("12345"))).rejects.toThrow("away");
    expect(await list()).toMatchObject({ files: [], usage: { bytes: 0 } });
  });

  it("is what it was, and so is the file, when the store does not take another in its place", async () => {
    const { caller, list, step } = await somebody();
    const uri = await step().write({ ...written("first"), name: "one.txt" });
    const before = await list();
    await expect(step(AWAY).write({ ...written("a longer one"), name: "two.txt" })).rejects.toThrow("away");
    expect(await list()).toEqual(before);
    expect(before).toMatchObject({ files: [{ name: "one.txt", size: 5 }], usage: { bytes: 5 } });
    expect((await api(caller).get(`/api/v2/files/${idIn(uri)}`)).text).toBe("first");
  });

  it("holds no bytes that the store took without saying so", async () => {
    const { id, step } = await somebody();
    const took: string[] = [];
    const mute: FileStore = {
      ...files,
      put: async (key, file) => {
        took.push(key);
        await files.put(key, file);
        throw new Error("The line broke");
      },
    };
    await expect(step(mute).write(written("12345"))).rejects.toThrow("broke");
    expect(took).toEqual([expect.stringContaining(id)]);
    expect(await files.get(took[0] ?? "")).toBeNull();
  });
});

/** A store that takes nothing. */
const AWAY: FileStore = { ...files, put: () => Promise.reject(new Error("The store is away")) };

it("files of runs end after thirty days, uploads do not", async () => {
  const { caller, deps, list, step, upload } = await somebody();
  const { id } = (await upload("kept")).body;
  const uri = await step().write(written("of a run"));
  clock.ahead += 29 * 86_400_000;
  await sweepFiles(deps);
  expect(await list()).toMatchObject({ files: { length: 2 } });
  clock.ahead += 2 * 86_400_000;
  await sweepFiles(deps);
  expect(await list()).toMatchObject({ files: [{ id }], usage: { bytes: 4 } });
  await expect(step().read(uri)).rejects.toThrow("There is no file");
  expect((await api(caller).get(`/api/v2/files/${id}`)).text).toBe("kept");
});
