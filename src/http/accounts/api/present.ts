import * as z from "zod";
import type { Session } from "#domain/sessions/session.ts";
import { iso } from "#lib/clock.ts";

export const UserBody = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  emailVerified: z.boolean(),
});

export const SessionBody = z.object({
  session: z.object({
    id: z.uuid(),
    userId: z.uuid(),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  }),
  user: UserBody,
});

export const StatusBody = z.object({ status: z.literal(true) });

export const presentUser = ({ userId, email, name, emailVerified }: Session): z.input<typeof UserBody> => ({
  id: userId,
  email,
  name,
  emailVerified,
});

export const presentSession = (session: Session): z.input<typeof SessionBody> => ({
  session: {
    id: session.id,
    userId: session.userId,
    createdAt: iso(session.signedInAt),
    expiresAt: iso(session.expiresAt),
  },
  user: presentUser(session),
});
