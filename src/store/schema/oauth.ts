import { index, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { users } from "./users.ts";

const moment = () => timestamp({ withTimezone: true, precision: 3 });

/** Applications that people register, or that register themselves (then nobody owns them). */
export const oauthClients = pgTable(
  "oauth_clients",
  {
    /** `app_…`, or the URL of a client id metadata document. */
    id: text().primaryKey(),
    ownerId: uuid().references(() => users.id, { onDelete: "cascade" }),
    origin: text({ enum: ["registered", "dynamic", "document"] }).notNull(),
    name: text().notNull(),
    description: text(),
    logoUrl: text(),
    type: text({ enum: ["confidential", "public"] }).notNull(),
    redirectUris: text().array().notNull(),
    postLogoutRedirectUris: text().array().notNull(),
    webhookDomains: text().array().notNull(),
    scopes: text().array().notNull(),
    /** Hex SHA-256; null for a public client. */
    secretHash: text(),
    /** Signs webhooks, so that it is needed as it is; sealed. */
    webhookSecret: text(),
    suspendedAt: moment(),
    suspendedBy: uuid(),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
  },
  (table) => [index("oauth_clients_by_owner").on(table.ownerId)],
);

/** What a user lets an application do until they withdraw it. */
export const oauthConsents = pgTable(
  "oauth_consents",
  {
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    clientId: text()
      .notNull()
      .references(() => oauthClients.id, { onDelete: "cascade" }),
    scopes: text().array().notNull(),
    createdAt: moment().notNull(),
    updatedAt: moment().notNull(),
  },
  (table) => [primaryKey({ columns: [table.userId, table.clientId] })],
);

/** Authorization requests that wait for a person: to sign in again, or to decide. */
export const oauthRequests = pgTable(
  "oauth_requests",
  {
    id: uuid().primaryKey(),
    clientId: text()
      .notNull()
      .references(() => oauthClients.id, { onDelete: "cascade" }),
    request: jsonb().notNull(),
    /** Who is asked to decide; null while the request waits for a sign-in. */
    userId: uuid(),
    /** Hex SHA-256 of what the form carries. */
    csrfHash: text(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
  },
  (table) => [index("oauth_requests_by_end").on(table.expiresAt)],
);

/** One authorization: its code, and the family of tokens that the code became. */
export const oauthAuthorizations = pgTable(
  "oauth_authorizations",
  {
    id: uuid().primaryKey(),
    clientId: text()
      .notNull()
      .references(() => oauthClients.id, { onDelete: "cascade" }),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    scopes: text().array().notNull(),
    resources: text().array().notNull(),
    /** Hex SHA-256. */
    codeHash: text().notNull().unique(),
    redirectUri: text().notNull(),
    codeChallenge: text().notNull(),
    nonce: text(),
    /** When the person signed in, where that is known. */
    authTime: moment(),
    sessionId: text(),
    redeemedAt: moment(),
    revokedAt: moment(),
    /** Hash of the refresh token that was used last; null before the first use. */
    head: text(),
    createdAt: moment().notNull(),
    /** Of the code; once it is redeemed, of the family. */
    expiresAt: moment().notNull(),
  },
  (table) => [
    index("oauth_authorizations_by_user").on(table.userId, table.clientId),
    index("oauth_authorizations_by_client").on(table.clientId),
    index("oauth_authorizations_by_end").on(table.expiresAt),
  ],
);

export const oauthTokens = pgTable(
  "oauth_tokens",
  {
    /** Hex SHA-256 of the whole token: 32 random bytes need no slow hash. */
    hash: text().primaryKey(),
    kind: text({ enum: ["access", "refresh"] }).notNull(),
    authorizationId: uuid()
      .notNull()
      .references(() => oauthAuthorizations.id, { onDelete: "cascade" }),
    scopes: text().array().notNull(),
    resources: text().array().notNull(),
    /** Of a refresh token: hash of the one that it follows. */
    parent: text(),
    revokedAt: moment(),
    createdAt: moment().notNull(),
    expiresAt: moment().notNull(),
  },
  (table) => [
    index("oauth_tokens_by_authorization").on(table.authorizationId),
    index("oauth_tokens_by_end").on(table.expiresAt),
  ],
);
