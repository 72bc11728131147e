import { and, eq, isNotNull, notLike } from "drizzle-orm";
import { type Place, rewrap, seal } from "#lib/envelope.ts";
import { oauthClients } from "#store/schema/oauth.ts";
import { keyringOf } from "../../credentials/vault.ts";
import type { OpenCtx } from "../../ctx.ts";

const placeOf = (clientId: string): Place => ["oauth_clients", clientId, "", "webhook_secret"];

/** What is stored of a client's webhook secret: it signs, and so is needed as it is, but by nobody who reads the row. */
export const sealWebhookSecret = (
  { vault }: Pick<OpenCtx, "vault">,
  clientId: string,
  secret: string,
): Promise<string> => seal(keyringOf(vault), placeOf(clientId), secret);

const BATCH = 200;

/** After a new key-encryption key has come: seals by it what an earlier one has sealed, so many at a time. */
export async function rewrapWebhookSecrets({ db, vault }: Pick<OpenCtx, "db" | "vault">): Promise<void> {
  const { keyring } = vault;
  if (keyring === null) return;
  const rows = await db
    .select({ id: oauthClients.id, sealed: oauthClients.webhookSecret })
    .from(oauthClients)
    .where(
      and(
        isNotNull(oauthClients.webhookSecret),
        notLike(oauthClients.webhookSecret, `v1.${likeLiteral(keyring.current)}.%`),
      ),
    )
    .limit(BATCH);
  for (const { id, sealed } of rows) {
    if (sealed === null) continue;
    const again = await rewrap(keyring, placeOf(id), sealed);
    await db.update(oauthClients).set({ webhookSecret: again }).where(eq(oauthClients.id, id));
  }
}

const likeLiteral = (text: string): string => text.replaceAll(/[\\%_]/g, "\\$&");
