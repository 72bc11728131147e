import { getProfile } from "#domain/users/profile.ts";
import { route } from "../../route.ts";
import { MeBody, presentMe } from "./present.ts";

export const getMeRoute = route({
  method: "GET",
  path: "/me",
  scope: "IDENTITY",
  summary: "The caller's profile",
  response: MeBody,
  errors: ["NOT_FOUND"],
  handle: async (ctx) => presentMe(await getProfile(ctx)),
});
