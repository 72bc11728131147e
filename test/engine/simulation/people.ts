import { openReviews } from "#engine/storage/review-table.ts";
import type { Random } from "./random.ts";
import type { World } from "./world.ts";

/**
 * Those outside that runs wait for: they decide what they are asked, several at once, and send the events that are
 * waited for, more than once. What they say is a function of what they are shown.
 */
export async function live(world: World, random: Random): Promise<void> {
  for (let round = 1; !world.isOver(); round += 1) {
    await world.time.sleep(random.between(500, 20_000));
    for (const id of waiting(world)) {
      for (let person = random.between(1, 3); person > 0; person -= 1) void decide(world, id);
    }
    for (const name of awaited(world)) {
      for (let copy = random.between(1, 2); copy > 0; copy -= 1) void send(world, name, round);
    }
  }
}

/** Read from the rows: who asks them sees what is there, whether the object is awake or not. */
function waiting({ object }: World): string[] {
  const rows = object.sql.exec<{ id: string }>("SELECT id FROM reviews WHERE status = 'WAITING' ORDER BY id");
  return rows.toArray().map(({ id }) => id);
}

function awaited({ object }: World): string[] {
  const rows = object.sql.exec<{ name: string }>("SELECT DISTINCT name FROM ears ORDER BY name");
  return rows.toArray().map(({ name }) => name);
}

async function decide(world: World, id: string): Promise<void> {
  const answer = world.call((executor) => {
    const review = openReviews(world.object.sql).get(id);
    if (review === null) return null;
    const text = JSON.stringify(review.data);
    const approved = text.length % 3 !== 0;
    const counted = executor.decide(id, { approved, data: `seen ${text.slice(0, 40)}`, message: "" });
    if (counted !== null) world.decides(id);
    return counted;
  });
  await answer.catch(() => undefined);
}

async function send(world: World, name: string, round: number): Promise<void> {
  const event = `event ${name} of round ${round}`;
  await world.call((executor) => executor.signal(event, name, `of ${name}`)).catch(() => undefined);
}
