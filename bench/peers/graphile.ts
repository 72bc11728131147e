import { randomUUID } from "node:crypto";
import { type JobHelpers, makeWorkerUtils, run, type TaskList } from "graphile-worker";
import * as z from "zod";
import { startPostgres } from "../../local/postgres.ts";
import { host } from "../host.ts";
import { Job } from "../job.ts";
import { stateDirOf } from "./config.ts";
import { databaseBytes } from "./disk.ts";
import { openDoor } from "./door.ts";
import { perform } from "./node.ts";

/** One node of a run; `left` counts the nodes of a chain that follow. */
const Step = z.object({ run: z.string(), job: Job, value: z.number(), left: z.int() });

type Step = z.infer<typeof Step>;

/** Runs under way, by id; a fan's outputs are counted in Postgres. */
const waiting = new Map<string, (result: number) => void>();

/** What a job adds is committed before the job itself is: after a crash it may be added again, never lost. */
const tasks: TaskList = {
  node: async (payload, helpers) => {
    const step = Step.parse(payload);
    const output = await perform(step.job.effectUrl, step.value);
    if (step.job.shape === "fan") return branch(step, output, helpers);
    await (step.left === 0
      ? helpers.addJob("end", { ...step, value: output })
      : helpers.addJob("node", { ...step, value: output, left: step.left - 1 }));
  },
  end: async (payload) => {
    const { run: id, value } = Step.parse(payload);
    waiting.get(id)?.(value);
  },
};

async function branch(step: Step, output: number, { withPgClient, addJob }: JobHelpers): Promise<void> {
  const { rows } = await withPgClient((client) =>
    client.query<{ done: number; sum: number }>(
      `insert into bench_joins as j (run, done, sum) values ($1, 1, $2)
       on conflict (run) do update set done = j.done + 1, sum = j.sum + excluded.sum returning done, sum`,
      [step.run, output],
    ),
  );
  if (rows[0]?.done === step.job.nodes) await addJob("end", { ...step, value: rows[0].sum });
}

await host(async (given) => {
  const stateDir = stateDirOf(given);
  const { url, stop } = await startPostgres({ dir: stateDir });
  const utils = await makeWorkerUtils({ connectionString: url });
  await utils.migrate();
  await utils.withPgClient((client) =>
    client.query("create table bench_joins (run uuid primary key, done int, sum int)"),
  );
  const runner = await run({
    connectionString: url,
    concurrency: 10,
    maxPoolSize: 12,
    noHandleSignals: true,
    taskList: tasks,
  });
  const start = async (job: Job, id: string = randomUUID()) => {
    const step: Step = { run: id, job, value: job.value, left: job.nodes - 1 };
    if (job.shape === "chain") await utils.addJob("node", step);
    else
      await utils.addJobs(Array.from({ length: job.nodes }, () => ({ identifier: "node", payload: step })));
  };
  const door = await openDoor({
    start: (job) => start(job),
    run: async (job) => {
      const id = randomUUID();
      const over = Promise.withResolvers<number>();
      waiting.set(id, over.resolve);
      await start(job, id);
      const result = await over.promise;
      waiting.delete(id);
      return result;
    },
  });
  return {
    ready: { url: door.url },
    methods: { bytes: () => databaseBytes(url) },
    stop: async () => {
      door.close();
      await runner.stop();
      await utils.release();
      await stop();
    },
  };
});
