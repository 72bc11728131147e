// The Worker as another deployment: what it answers says so.

import type { Env } from "../../../src/env.ts";
import worker from "../../../src/worker.ts";

export { ExecutionObject } from "../../../src/worker.ts";

export default {
  ...worker,
  fetch: async (request, env, ctx) => {
    const answer = await worker.fetch(request, env, ctx);
    if (answer.status === 101) return answer;
    const marked = new Response(answer.body, answer);
    marked.headers.set("x-build", "next");
    return marked;
  },
} satisfies ExportedHandler<Env>;
