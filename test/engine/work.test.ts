import { describe, expect, it } from "vitest";
import { sendWebRequest } from "#blocks/http/send-web-request.ts";
import type { Holder, OpenSession } from "#engine/holder.ts";
import { work } from "#engine/steps/work.ts";
import { quietIo } from "../blocks/run.ts";
import { objectWorld } from "./object-world.ts";
import { planOf } from "./plan-of.ts";

const answered = () => Response.json({ id: 7 });

const aRequest = planOf("a request", {
  a: { blockId: sendWebRequest.id, defaults: { url: "https://api.example.com/items" } },
});

/** One request to the world, or what else is planned; a real worker carries it out in real time. */
function worker({ timeoutMs = 60_000, leaseMs = 30_000, plan: given = aRequest, msPerLook = 0 } = {}) {
  const world = objectWorld({ settings: { leaseMs } });
  const plan = structuredClone(given);
  for (const node of Object.values(plan.nodes)) node.timeoutMs = timeoutMs;
  const id = world.start(plan);
  const { executor } = world.object;
  const holder = {
    openSession: async (): Promise<OpenSession> => {
      throw new TypeError('The RPC receiver does not implement the method "openSession".');
    },
    take: async (...given: Parameters<Holder["take"]>) => executor.take(...given),
    report: async (...given: Parameters<Holder["report"]>) => executor.report(...given),
    reportAll: async (...given: Parameters<Holder["reportAll"]>) => executor.reportAll(...given),
    heartbeat: async (...given: Parameters<Holder["heartbeat"]>) => executor.heartbeat(...given),
    notes: async (...given: Parameters<Holder["notes"]>) => executor.notes(...given),
  };
  const answers = { fetch: async (_url: string): Promise<Response> => answered() };
  let looks = 0;
  const requests: string[] = [];
  const fetch = (url: string) => {
    requests.push(url);
    return answers.fetch(url);
  };
  const deps = {
    object: () => holder as unknown as Holder,
    world: () => ({ ...quietIo(), fetch }),
    now: () => {
      looks += 1;
      return Date.now() + looks * msPerLook;
    },
  };
  const serve = () => work(deps, { userId: "ada", executionId: id, wake: 1 });
  return { ...world, id, holder, answers, requests, serve };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const request = { blockId: sendWebRequest.id, defaults: { url: "https://api.example.com/items" } };

/** One request, then twenty more. */
const fan = () => {
  const names = Array.from({ length: 20 }, (_, index) => `b${index}`);
  const first = { ...request, feeds: { response: names.map((name) => `${name}.body`) } };
  return planOf("fan", { a: first, ...Object.fromEntries(names.map((name) => [name, request])) });
};

describe("a worker", () => {
  it("does six steps at once, as soon as there are so many, and never more", async () => {
    const { id, answers, serve, status } = worker({ plan: fan() });
    let atOnce = 0;
    const most: number[] = [];
    answers.fetch = async () => {
      atOnce += 1;
      most.push(atOnce);
      await sleep(0);
      await sleep(0);
      atOnce -= 1;
      return answered();
    };
    expect(await serve()).toEqual({ steps: 21 });
    expect(Math.max(...most)).toBe(6);
    expect(status(id)).toBe("COMPLETED");
  });

  it("begins six steps at once where there are so many", async () => {
    const names = Array.from({ length: 8 }, (_, index) => `b${index}`);
    const plan = planOf("eight", Object.fromEntries(names.map((name) => [name, request])));
    const { id, answers, serve, status } = worker({ plan });
    const six = Promise.withResolvers<void>();
    let begun = 0;
    answers.fetch = async () => {
      begun += 1;
      if (begun === 6) six.resolve();
      await six.promise;
      return answered();
    };
    expect(await serve()).toEqual({ steps: 8 });
    expect(status(id)).toBe("COMPLETED");
  });

  it("goes on with all other steps when one cannot be done, and then says so, to be sent again", async () => {
    const { holder, requests, serve } = worker({ plan: fan() });
    const { take } = holder;
    holder.take = async (...given) => (await take(...given)).map((step) => ({ ...step, noted: 1 }));
    holder.notes = async () => {
      throw new Error("The object was reset");
    };
    await expect(serve()).rejects.toThrow("The object was reset");
    expect(requests).toEqual([]);
  });

  it("reads what earlier attempts have done to its end, a stretch at a time", async () => {
    const { id, holder, requests, serve, status } = worker();
    const { take } = holder;
    holder.take = async (...given) => (await take(...given)).map((step) => ({ ...step, noted: 5 }));
    const asked: number[] = [];
    holder.notes = async (_run, _id, _attempt, from) => {
      asked.push(from);
      return Array(Math.min(2, 5 - from)).fill("done");
    };
    await serve();
    expect(asked).toEqual([0, 2, 4]);
    expect(requests).toHaveLength(1);
    expect(status(id)).toBe("COMPLETED");
  });

  it.each([[null], [[]]])("does nothing of a step whose notes are not there any more (%j)", async (notes) => {
    const { id, holder, requests, serve, status } = worker();
    const { take } = holder;
    holder.take = async (...given) => (await take(...given)).map((step) => ({ ...step, noted: 1 }));
    holder.notes = async () => notes;
    expect(await serve()).toEqual({ steps: 1 });
    expect(requests).toEqual([]);
    expect(status(id)).toBe("RUNNING");
  });

  it("reports again when the object cannot be reached, instead of doing again what is done", async () => {
    const { id, holder, requests, serve, status } = worker();
    const { report } = holder;
    let failures = 2;
    holder.report = async (...given) => {
      failures -= 1;
      if (failures >= 0) throw new Error("The object was reset");
      return report(...given);
    };
    expect(await serve()).toEqual({ steps: 1 });
    expect(requests).toHaveLength(1);
    expect(status(id)).toBe("COMPLETED");
  });

  it("leaves a block behind that goes on after its run was stopped", async () => {
    const { id, answers, object, serve, status } = worker({ timeoutMs: 60_000, leaseMs: 60 });
    answers.fetch = () => new Promise(() => undefined);
    const served = serve();
    await sleep(10);
    object.executor.stop(id);
    expect(await served).toEqual({ steps: 1 });
    expect(status(id)).toBe("TERMINATED");
  });

  it("does nothing for a step that was taken away while it read what earlier attempts had done", async () => {
    const { id, holder, object, requests, serve, status } = worker({ leaseMs: 30 });
    const { take } = holder;
    holder.take = async (...given) => (await take(...given)).map((step) => ({ ...step, noted: 1 }));
    holder.notes = async () => {
      object.executor.stop(id);
      await sleep(60);
      return ["done"];
    };
    await serve();
    expect(requests).toEqual([]);
    expect(status(id)).toBe("TERMINATED");
  });

  it("takes nothing more on when its time is over", async () => {
    const chain = planOf("chain", { a: { ...request, feeds: { response: ["b.body"] } }, b: request });
    const { id, object, requests, serve } = worker({ plan: chain, msPerLook: 20_000 });
    expect(await serve()).toEqual({ steps: 1 });
    expect(requests).toHaveLength(1);
    expect(object.executor.take(id, 2, 6)).toMatchObject([{ id: "b#1", attempt: 1 }]);
  });

  it("reports nothing of a block that goes on after its deadline", async () => {
    const { id, answers, holder, log, serve } = worker({ timeoutMs: 20 });
    answers.fetch = async () => {
      await sleep(100);
      return answered();
    };
    let reports = 0;
    const { report } = holder;
    holder.report = async (...given) => {
      reports += 1;
      return report(...given);
    };
    await serve();
    await sleep(250);
    expect(reports).toBe(1);
    expect(log(id).map(({ type }) => type)).not.toContain("node.refused");
  });
});
