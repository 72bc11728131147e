import * as z from "zod";
import { Name } from "#domain/accounts/account.ts";
import { Timezone } from "#domain/users/profile.ts";
import { updateProfile } from "#domain/users/update-profile.ts";
import { route } from "../../route.ts";
import { MeBody, presentMe } from "./present.ts";

export const updateMeRoute = route({
  method: "PATCH",
  path: "/me",
  scope: "IDENTITY",
  summary: "Change the caller's name or time zone",
  body: z.object({ name: Name.optional(), timezone: Timezone.nullable().optional() }),
  response: MeBody,
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { body }) => presentMe(await updateProfile(ctx, body)),
});
