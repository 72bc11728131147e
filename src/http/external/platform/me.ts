import * as z from "zod";
import { getProfile } from "#domain/users/profile.ts";
import { route } from "../../route.ts";

export const meRoute = route({
  method: "GET",
  path: "/me",
  scope: "IDENTITY",
  limit: "external",
  summary: "Say whose key or token this is",
  response: z.object({
    id: z.string(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    timezone: z.string().describe("IANA name; UTC when the user chose none"),
  }),
  errors: [],
  handle: async (ctx) => {
    const { id, name, email, timezone } = await getProfile(ctx);
    return { id, name, email, timezone: timezone ?? "UTC" };
  },
});
