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

/** `{"https://api.github.com": "https://github.example.com/api/v3"}`; what is replaced may have a path as well. */
export const baseUrls = jsonOf.pipe(z.record(z.url(), z.url({ protocol: /^https?$/ })));

/** Puts a deployment's own address in the place of a provider's: the longest that the URL begins with. */
export function locating(bases: Readonly<Record<string, string>>): Vault["locate"] {
  const moves = Object.entries(bases)
    .map(([from, to]) => ({ from: baseOf(new URL(from)), to: to.replace(/\/+$/, "") }))
    .sort((a, b) => b.from.length - a.from.length);
  return (url) => {
    const asked = moves.length === 0 ? null : URL.parse(url);
    // A URL that holds credentials stays as it is, to be refused on its way out.
    if (asked === null || asked.username !== "" || asked.password !== "") return url;
    const base = baseOf(asked);
    const move = moves.find(({ from }) => base === from || base.startsWith(`${from}/`));
    return move === undefined ? url : `${move.to}${trailing(asked, move.from)}${asked.search}`;
  };
}

const baseOf = ({ origin, pathname }: URL): string => `${origin}${pathname.replace(/\/+$/, "")}`;

const trailing = ({ origin, pathname }: URL, from: string): string =>
  `${origin}${pathname}`.slice(from.length);
