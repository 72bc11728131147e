import { describe, expect, it } from "vitest";
import { humanInTheLoop } from "#blocks/waiting/human-in-the-loop.ts";
import { waitForEvent } from "#blocks/waiting/wait-for-event.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";
import { EFFECT } from "./simulation/effects.ts";

const plan = planOf("asks", {
  ask: { blockId: humanInTheLoop.id, defaults: { name: "Mail", data: { to: "ada" } } },
  wait: { blockId: waitForEvent.id, defaults: { event: "paid" } },
  act: { blockId: EFFECT.id },
});

/** A run that asks a person, waits for an event and has a worker act. */
function asking() {
  const world = objectWorld();
  const asked = world.time.now();
  const id = world.start(plan);
  const question = () => world.object.executor.reviews({ limit: 10, offset: 0 }).reviews[0];
  return { ...world, asked, id, question };
}

describe("a question to a person", () => {
  it("is of the moment when it was asked, whatever else its run does", async () => {
    const { asked, complete, id, object, question, time } = asking();
    await time.passes(5000);
    for (const claimed of object.executor.take(id, 1, 1)) complete(id, claimed);
    expect(question()).toMatchObject({ status: "WAITING", createdAt: asked, decidedAt: null });
  });

  it("of a run that is stopped is withdrawn at that moment", async () => {
    const { asked, id, object, question, time } = asking();
    await time.passes(5000);
    object.executor.stop(id);
    expect(question()).toMatchObject({ status: "CANCELLED", createdAt: asked, decidedAt: asked + 5000 });
  });
});

it("nobody is told of an event whose run was stopped", () => {
  const { id, object } = asking();
  object.executor.stop(id);
  object.executor.signal("e", "paid", 1);
  expect(object.sql.exec("SELECT * FROM ears").toArray()).toEqual([]);
  expect(object.violations()).toEqual([]);
});
