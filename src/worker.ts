import { createApp } from "./app.ts";
import { makeDeps } from "./deps.ts";
import { sweepAccounts } from "./domain/accounts/sweep.ts";
import { rewrapCredentials } from "./domain/credentials/rewrap.ts";
import { sweepUnstarted } from "./domain/executions/sweep.ts";
import { sweepFiles } from "./domain/files/sweep.ts";
import { sweepKeys } from "./domain/idempotency/sweep.ts";
import { rotateKeys } from "./domain/keys/rotate.ts";
import { rewrapWebhookSecrets } from "./domain/oauth/clients/webhook-secret.ts";
import { sweepOAuth } from "./domain/oauth/sweep.ts";
import type { Env } from "./env.ts";

export { ExecutionObject } from "./engine/execution-object.ts";

const app = createApp<Env>(makeDeps);

export default {
  fetch: (request, env, ctx) => app(request, env, ctx),
  scheduled: async (_event, env, ctx) => {
    const requestId = crypto.randomUUID();
    const source = { address: null, userAgent: null };
    const { ctx: openCtx } = makeDeps(env, { requestId, source, after: (work) => ctx.waitUntil(work) });
    await Promise.all([
      sweepUnstarted(openCtx),
      sweepKeys(openCtx),
      sweepFiles(openCtx),
      sweepAccounts(openCtx),
      rewrapCredentials(openCtx),
      rotateKeys(openCtx),
      sweepOAuth(openCtx),
      rewrapWebhookSecrets(openCtx),
    ]);
  },
} satisfies ExportedHandler<Env>;
