import * as z from "zod";
import type { Profile } from "#domain/users/profile.ts";
import { iso } from "#lib/clock.ts";

export const MeBody = z.object({
  id: z.uuid(),
  email: z.string().nullable(),
  email_verified: z.boolean(),
  name: z.string().nullable(),
  timezone: z.string().nullable(),
  created_at: z.iso.datetime(),
});

export const presentMe = ({ emailVerified, createdAt, ...profile }: Profile): z.input<typeof MeBody> => ({
  ...profile,
  email_verified: emailVerified,
  created_at: iso(createdAt),
});
