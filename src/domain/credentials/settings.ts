import * as z from "zod";
import { parseKeyring } from "#lib/envelope.ts";
import type { Vault } from "./vault.ts";

/** `id:key,id:key`, the first for what is sealed from now on. */
export const keyring = z.string().transform((text, context) => {
  try {
    return parseKeyring(text);
  } catch (error) {
    context.addIssue({ code: "custom", message: error instanceof TypeError ? error.message : "is wrong" });
    return z.NEVER;
  }
});

const jsonOf = z
  .string()
  .default("{}")
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: "is not JSON" });
      return z.NEVER;
    }
  });

/** `{"github": {"client_id": …, "client_secret": …}}` */
export const oauthClients = jsonOf
  .pipe(z.record(z.string(), z.object({ client_id: z.string(), client_secret: z.string() })))
  .transform((clients) =>
    Object.fromEntries(
      Object.entries(clients).map(([name, client]) => [
        name,
        { clientId: client.client_id, clientSecret: client.client_secret },
      ]),
    ),
  );

/** `{"https://api.github.com": "https://github.example.com/api/v3"}` */
export const baseUrls = jsonOf.pipe(z.record(z.url(), z.url({ protocol: /^https?$/ })));

/** Puts a deployment's own address in the place of a provider's origin. */
export function locating(bases: Readonly<Record<string, string>>): Vault["locate"] {
  const byOrigin = new Map(
    Object.entries(bases).map(([origin, base]) => [new URL(origin).origin, base.replace(/\/+$/, "")]),
  );
  return (url) => {
    const asked = byOrigin.size === 0 ? null : URL.parse(url);
    const base = asked === null ? undefined : byOrigin.get(asked.origin);
    // A URL that holds credentials stays as it is, to be refused on its way out.
    const isMoved = asked !== null && base !== undefined && asked.username === "" && asked.password === "";
    return !isMoved ? url : `${base}${asked.pathname}${asked.search}`;
  };
}
