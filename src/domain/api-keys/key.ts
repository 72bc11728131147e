import { apiKeys } from "#store/schema/api-keys.ts";

/** A key as its owner sees it. Times are milliseconds since the epoch. */
export interface ApiKey {
  id: string;
  name: string;
  /** The first characters and the last, which tell keys apart and open nothing. */
  prefix: string;
  lastFour: string;
  scopes: string[];
  status: "active" | "suspended" | "expired";
  expiresAt: number | null;
  lastUsedAt: number | null;
  createdAt: number;
}

export const apiKeyColumns = {
  id: apiKeys.id,
  name: apiKeys.name,
  prefix: apiKeys.prefix,
  lastFour: apiKeys.lastFour,
  scopes: apiKeys.scopes,
  suspendedAt: apiKeys.suspendedAt,
  expiresAt: apiKeys.expiresAt,
  lastUsedAt: apiKeys.lastUsedAt,
  createdAt: apiKeys.createdAt,
};

type Row = Pick<typeof apiKeys.$inferSelect, keyof typeof apiKeyColumns>;

export function apiKeyOf(
  { suspendedAt, expiresAt, lastUsedAt, createdAt, ...rest }: Row,
  now: number,
): ApiKey {
  const isExpired = expiresAt !== null && expiresAt.getTime() <= now;
  return {
    ...rest,
    status: isExpired ? "expired" : suspendedAt === null ? "active" : "suspended",
    expiresAt: expiresAt?.getTime() ?? null,
    lastUsedAt: lastUsedAt?.getTime() ?? null,
    createdAt: createdAt.getTime(),
  };
}
