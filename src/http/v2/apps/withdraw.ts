import * as z from "zod";
import { withdrawApp } from "#domain/oauth/apps/withdraw.ts";
import { route } from "../../route.ts";

export const withdrawAppRoute = route({
  method: "DELETE",
  path: "/apps/:client_id",
  scope: "session",
  summary: "Shut an application out; all its tokens of yours end",
  params: z.object({ client_id: z.string().max(2000) }),
  response: z.null(),
  status: 204,
  errors: ["NOT_FOUND"],
  handle: async (ctx, { params }) => {
    await withdrawApp(ctx, params.client_id);
    return null;
  },
});
