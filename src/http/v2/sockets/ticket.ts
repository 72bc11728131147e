import * as z from "zod";
import { bearerOf } from "#domain/sockets/tickets.ts";
import { iso } from "#lib/clock.ts";
import { route } from "../../route.ts";

export const socketTicketRoute = route({
  method: "POST",
  path: "/ws/ticket",
  scope: "runs:read",
  summary: "Get a ticket to open a socket with, good for a minute",
  response: z.object({ ticket: z.string(), expires_at: z.string() }),
  errors: [],
  handle: async ({ tickets, principal }) => {
    const { ticket, expiresAt } = await tickets.issue(bearerOf(principal));
    return { ticket, expires_at: iso(expiresAt) };
  },
});
