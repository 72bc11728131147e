import { describe, expect, it } from "vitest";
import { person, session, world } from "../world.ts";

const { api } = await world();
const ada = await session(person("ada"));

describe("POST /api/v2/builder/graphs", () => {
  it("saves version 1", async () => {
    const answer = await api(ada).post("/api/v2/builder/graphs", { name: "One", nodes: [], links: [] });
    expect(answer).toMatchObject({ status: 201, body: { version: 1, name: "One", is_active: true } });
  });
});
