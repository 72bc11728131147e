import { jsonb, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import type { JsonObject } from "#lib/json.ts";

/** Keys of the tokens that are issued here. The newest one that is active signs; all of them are published. */
export const signingKeys = pgTable("signing_keys", {
  id: text().primaryKey(),
  publicKey: jsonb().$type<JsonObject>().notNull(),
  /** Sealed PKCS #8. */
  privateKey: text().notNull(),
  createdAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
  /** When it begins to sign; until then it is only published, so that those who keep a copy of the list learn it. */
  activeAt: timestamp({ withTimezone: true, precision: 3 }).notNull(),
});
