import { describe, expect, it } from "vitest";
import { v2 } from "#http/v2/surface.ts";
import { greeting } from "../graphs.ts";
import { nobody, person, session, textOf, world } from "../world.ts";

const { api } = await world();
const ada = await session(person("ada"));

describe("version 1", () => {
  it("is version 2 under other paths, and every answer says where to go and until when", async () => {
    const made = await api(ada).post("/api/v1/graphs", greeting());
    expect(made.status).toBe(201);
    const id = textOf(made, "id");
    const old = await api(ada).get(`/api/v1/graphs/${id}`);
    expect(old.body).toEqual((await api(ada).get(`/api/v2/builder/graphs/${id}`)).body);
    expect(old.headers.get("deprecation")).toMatch(/^@\d+$/);
    expect(Date.parse(old.headers.get("sunset") ?? "")).toBeGreaterThan(Date.parse("2027-01-01"));
    expect(old.headers.get("link")).toBe(`</api/v2/builder/graphs/${id}>; rel="successor-version"`);
    const started = await api(ada).post(`/api/v1/graphs/${id}/execute`, { input_data: { who: "x" } });
    const run = textOf(started, "execution_id");
    expect((await api(ada).get(`/api/v1/executions/${run}`)).body).toMatchObject({ id: run, graph_id: id });
    expect((await api(ada).get("/api/v1/blocks/")).headers.get("link")).toContain("/api/v2/builder/blocks");
  });

  it("says so on errors, too, in the shape of version 2", async () => {
    const answer = await api(nobody).get("/api/v1/executions");
    expect(answer).toMatchObject({ status: 401, body: { error: { code: "UNAUTHORIZED" } } });
    expect(answer.headers.has("deprecation")).toBe(true);
  });

  it("has every route of its nouns, and no other", async () => {
    const { body } = await api(nobody).get("/openapi.json");
    const paths = Object.keys(body["paths"] ?? {}).filter((path) => path.startsWith("/api/v1/"));
    const nouns = /^\/(builder\/(graphs|blocks)|executions|library|store|integrations)(\/|$)/;
    const successors = new Set(v2.routes.map(({ path }) => path).filter((path) => nouns.test(path)));
    expect(paths.length).toBe(successors.size);
    expect((await api(ada).get("/api/v1/api-keys")).status).toBe(404);
    expect((await api(ada).get("/api/v2/executions")).headers.has("deprecation")).toBe(false);
  });

  it("puts nothing into the header that is not a path", async () => {
    const { headers } = await api(ada).get("/api/v1/graphs/%3E%0d%0ax:%20y");
    expect(headers.get("link")).toMatch(/^<\/api\/v2\/builder\/graphs\/[^<>\s"]*>; rel="successor-version"$/);
  });
});
