import { expect, it } from "vitest";
import { greeting } from "../graphs.ts";
import { person, session, textOf, world } from "../world.ts";

const { api, engine, sql } = await world();
const ada = await session(person("ada"));
const admin = await session(person("root"), { app_metadata: { role: "admin" } });

it("tells administrators of runs that nobody holds, and nobody else", async () => {
  const graph = textOf(await api(ada).post("/api/v2/builder/graphs", greeting()), "id");
  const started = await api(ada).post(`/api/v2/builder/graphs/${graph}/execute`, {
    input_data: { who: "Eve" },
  });
  const id = textOf(started, "execution_id");
  expect((await api(admin).get("/internal/invariants")).body).toEqual({ checked: 1, violations: [] });
  const { userId } = engine.started.at(-1) ?? { userId: "" };
  const again = await api(ada).post(`/api/v2/builder/graphs/${graph}/execute`, {
    input_data: { who: "Bob" },
  });
  const ended = textOf(again, "execution_id");
  await sql("update executions set status = 'COMPLETED', seq = 9 where id = $1", [ended]);
  for (const executionId of [id, ended]) engine.forget({ userId, executionId });
  await sql("update executions set created_at = created_at - interval '1 hour' where user_id = $1", [userId]);
  expect((await api(admin).get("/internal/invariants")).body).toMatchObject({
    violations: [{ execution_id: id, rule: "E1" }],
  });
  expect((await api(ada).get("/internal/invariants")).status).toBe(403);
});

it("tells of a user whose object does not answer, and of the others all the same", async () => {
  const eve = person("eve");
  const graph = textOf(await api(await session(eve)).post("/api/v2/builder/graphs", greeting()), "id");
  const path = `/api/v2/builder/graphs/${graph}/execute`;
  const id = textOf(await api(await session(eve)).post(path, { input_data: { who: "x" } }), "execution_id");
  await sql("update executions set created_at = created_at - interval '1 hour' where id = $1", [id]);
  engine.unreachable.add(eve.id);
  const { violations } = (await api(admin).get("/internal/invariants")).body;
  expect(violations).toEqual(
    expect.arrayContaining([
      { execution_id: id, rule: "E2", message: "Its object does not answer" },
      expect.objectContaining({ rule: "E1" }),
    ]),
  );
});
