interface Env {
  WORKER: { scheduled(event: { cron: string; scheduledTime: Date }): Promise<{ outcome: string }> };
}

/** Stands in for Cron Triggers: `POST /?cron=…` runs the Worker's scheduled handler and says how it ended. */
const cron = {
  async fetch(request: Request, env: Env): Promise<Response> {
    const expression = new URL(request.url).searchParams.get("cron");
    if (request.method !== "POST" || expression === null) return new Response(null, { status: 400 });
    return Response.json(await env.WORKER.scheduled({ cron: expression, scheduledTime: new Date() }));
  },
};

export default cron;
