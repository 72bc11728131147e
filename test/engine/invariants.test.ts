import { describe, expect, it } from "vitest";
import type { PlacedRun } from "#engine/runs/places.ts";
import { finish, midway, type World } from "./upgrade/midway.ts";

const idsOf = (world: World): string[] =>
  world.object.sql
    .exec<{ id: string }>("SELECT id FROM runs ORDER BY id")
    .toArray()
    .map(({ id }) => id);

const of = (world: World, graph: string): string =>
  idsOf(world).find((id) => world.object.executor.find(id)?.plan.graphId === graph) ?? "";

describe("an object in the middle of its runs", () => {
  it("breaks no invariant, awake, just woken, and when all has ended", async () => {
    const world = await midway();
    expect(world.object.violations()).toEqual([]);
    world.object.evict();
    expect(world.object.violations()).toEqual([]);
    world.answers.postgres = async () => undefined;
    await finish(world, idsOf(world));
    expect(world.object.violations()).toEqual([]);
  });
});

const rewrite = (world: World, id: string, change: (head: string) => string) => {
  const { sql } = world.object;
  const [row] = sql.exec<{ head: string }>("SELECT head FROM runs WHERE id = ?", id).toArray();
  const head = change(row?.head ?? "");
  expect(head).not.toBe(row?.head);
  sql.exec("UPDATE runs SET head = ? WHERE id = ?", head, id);
};

const run = (world: World, sql: string, graph = "") => {
  world.object.sql.exec(sql, ...(graph === "" ? [] : [of(world, graph)]));
};

/** What the object believes of places, and nobody has told it. */
const misled = (world: World, id: string, status: PlacedRun["execution"]["status"]) =>
  world.object.executor.places.follow({
    ...{ id, facts: { cap: 1, createdAt: 0 }, plan: { graphId: "alone" }, queued: null },
    execution: { status, startedAt: 0 },
  });

describe("what would hang is found:", () => {
  it.each<[what: string, damage: (world: World) => void, found: string]>([
    [
      "a run that nothing is due for",
      (world) => run(world, "UPDATE runs SET due = NULL WHERE id = ?", "timer"),
      "nothing is due for it",
    ],
    [
      "a wait that ends before its run is looked at",
      (world) => run(world, "UPDATE runs SET due = due + 60000 WHERE id = ?", "timer"),
      "the run is due only at",
    ],
    ["a review that is lost", (world) => run(world, "DELETE FROM reviews"), "that nobody can decide"],
    ["an event that is not listened for", (world) => run(world, "DELETE FROM ears"), "does not hear it"],
    [
      "a child that is lost",
      (world) => {
        const [child] = [...(world.object.executor.find(of(world, "parent"))?.waits.values() ?? [])];
        world.object.sql.exec("DELETE FROM runs WHERE id = ?", child?.of ?? "");
      },
      "waits for a child that nothing will start",
    ],
    [
      "a child whose parent is lost",
      (world) => run(world, "DELETE FROM runs WHERE id = ?", "parent"),
      "does not wait for it",
    ],
    [
      "a lease that is lost",
      (world) => {
        const lent = idsOf(world).find((id) => world.object.executor.find(id)?.leases.size === 1) ?? "";
        rewrite(world, lent, (head) => head.replace(/,"lease":\d+/, ""));
      },
      "runs without a lease",
    ],
    [
      "a wait that is lost",
      (world) => rewrite(world, of(world, "timer"), (head) => head.replace(/,"wait":\{.*?\}(?=\}\])/, "")),
      "waits for nothing",
    ],
  ])("%s", async (_what, damage, found) => {
    const world = await midway();
    damage(world);
    world.object.evict();
    expect(world.object.violations().join("\n")).toContain(found);
  });

  it.each<[what: string, damage: (world: World, holder: string) => void, found: string]>([
    ["a place that nobody holds", (world) => misled(world, "nobody", "RUNNING"), "nobody: It has a place"],
    [
      "a run without a place",
      (world, holder) => misled(world, holder, "COMPLETED"),
      "It runs without a place",
    ],
    [
      "a run in line although there is a place",
      (world, holder) => misled(world, holder, "COMPLETED"),
      "It waits for a place although there is one",
    ],
  ])("%s", async (_what, damage, found) => {
    const world = await midway();
    damage(world, of(world, "alone"));
    expect(world.object.violations().join("\n")).toContain(found);
  });

  it.each<[what: string, alarm: number | null, found: string]>([
    ["no alarm", null, "no armed alarm"],
    ["an alarm that comes too late", Number.MAX_SAFE_INTEGER, "the alarm is armed for"],
  ])("%s", async (_what, alarm, found) => {
    const world = await midway();
    expect(world.object.violations(alarm).join("\n")).toContain(found);
  });
});
