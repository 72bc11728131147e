import { SignJWT } from "jose";
import { expect, it } from "vitest";
import { signedTickets } from "#auth/ticket.ts";

const clock = { now: Date.parse("2026-11-22T10:00:00Z") };
const tickets = signedTickets("secret", () => clock.now);
const userId = crypto.randomUUID();
const user = { kind: "user", userId, credentialId: null } as const;

it.each([
  user,
  { kind: "user", userId, credentialId: crypto.randomUUID() } as const,
  { kind: "api-key", userId, credentialId: crypto.randomUUID() } as const,
  { kind: "oauth", userId, credentialId: "a hash" } as const,
])("a ticket names its $kind for a minute", async (bearer) => {
  const { ticket, expiresAt } = await tickets.issue(bearer);
  expect(expiresAt).toBe(clock.now + 60_000);
  expect(await tickets.redeem(ticket)).toEqual(bearer);
  clock.now += 61_000;
  expect(await tickets.redeem(ticket)).toBeNull();
});

it("a ticket of another deployment, or signed with the secret itself, is refused", async () => {
  const { ticket } = await signedTickets("other", () => clock.now).issue(user);
  expect(await tickets.redeem(ticket)).toBeNull();
  const forged = await new SignJWT()
    .setProtectedHeader({ alg: "HS256", typ: "ticket" })
    .setSubject(userId)
    .setAudience("socket")
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode("secret"));
  expect(await tickets.redeem(forged)).toBeNull();
  expect(await tickets.redeem("nonsense")).toBeNull();
});
