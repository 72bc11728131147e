import { DBOS } from "@dbos-inc/dbos-sdk";
import { startPostgres } from "../../local/postgres.ts";
import { host } from "../host.ts";
import type { Job } from "../job.ts";
import { stateDirOf } from "./config.ts";
import { databaseBytes } from "./disk.ts";
import { openDoor } from "./door.ts";
import { perform } from "./node.ts";

async function workflow({ shape, nodes, effectUrl, value }: Job): Promise<number> {
  const node = (input: number) => DBOS.runStep(() => perform(effectUrl, input), { name: "node" });
  if (shape === "fan") {
    const outputs = await Promise.all(Array.from({ length: nodes }, () => node(value)));
    return DBOS.runStep(async () => outputs.reduce((sum, output) => sum + output, 0), { name: "join" });
  }
  let current = value;
  for (let index = 0; index < nodes; index += 1) current = await node(current);
  return current;
}

const silent = { info: quiet, debug: quiet, warn: quiet, error: quiet };

function quiet(): void {}

await host(async (given) => {
  const stateDir = stateDirOf(given);
  const postgres = await startPostgres({ dir: stateDir });
  DBOS.setConfig({ name: "bench", systemDatabaseUrl: postgres.url, runAdminServer: false, logger: silent });
  const registered = DBOS.registerWorkflow(workflow, { name: "bench" });
  await DBOS.launch();
  const start = (job: Job) => DBOS.startWorkflow(registered)(job);
  const door = await openDoor({ run: async (job) => (await start(job)).getResult(), start });
  return {
    ready: { url: door.url },
    methods: { bytes: () => databaseBytes(postgres.url) },
    stop: async () => {
      door.close();
      await DBOS.shutdown();
      await postgres.stop();
    },
  };
});
