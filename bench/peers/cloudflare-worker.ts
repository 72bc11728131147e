import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from "cloudflare:workers";
import type { Job } from "../job.ts";
import { perform } from "./node.ts";

interface Env {
  BENCH: Workflow<Job>;
}

export class BenchWorkflow extends WorkflowEntrypoint<Env, Job> {
  override async run({ payload }: WorkflowEvent<Job>, step: WorkflowStep): Promise<number> {
    const { shape, nodes, effectUrl, value } = payload;
    const node = (index: number, input: number) => step.do(`node ${index}`, () => perform(effectUrl, input));
    if (shape === "fan") {
      const outputs = await Promise.all(Array.from({ length: nodes }, (_, index) => node(index, value)));
      return step.do("join", async () => outputs.reduce((sum, output) => sum + output, 0));
    }
    let current = value;
    for (let index = 0; index < nodes; index += 1) current = await node(index, current);
    return current;
  }
}

/** There is no call that waits for the end of an instance. */
const ASK_EVERY_MS = 2;

// biome-ignore lint/style/noDefaultExport: what a Worker exports
export default {
  async fetch(request, env): Promise<Response> {
    const instance = await env.BENCH.create({ params: await request.json<Job>() });
    if (new URL(request.url).pathname === "/start") return Response.json(null);
    for (;;) {
      const { status, output, error } = await instance.status();
      if (status === "complete") return Response.json(output);
      if (status === "errored" || status === "terminated") return Response.json(error, { status: 500 });
      await scheduler.wait(ASK_EVERY_MS);
    }
  },
} satisfies ExportedHandler<Env>;
