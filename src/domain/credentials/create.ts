import { type Issue, invalid } from "#lib/errors.ts";
import { credentials } from "#store/schema/credentials.ts";
import { recordWith } from "../audit/record.ts";
import type { Ctx } from "../ctx.ts";
import type { Credential, Secret } from "./credential.ts";
import { readHostPattern } from "./host-pattern.ts";
import { findProvider, type Provider } from "./providers.ts";
import { credentialOf, shown } from "./queries.ts";
import { sealSecret } from "./vault.ts";

export interface CredentialDraft {
  provider: string;
  /** The provider's name unless given. */
  title?: string | undefined;
  scopes?: readonly string[] | undefined;
  username?: string | undefined;
  /** Where it may be sent, for providers that are no one host. */
  host?: string | undefined;
  /** Milliseconds since the epoch. */
  expiresAt?: number | undefined;
  accessExpiresAt?: number | undefined;
  secret: Secret;
}

/** Seals a secret and keeps it for the caller. 422 for what its provider does not know. */
export async function createCredential(ctx: Ctx, draft: CredentialDraft): Promise<Credential> {
  const provider = findProvider(draft.provider);
  const issues = provider === undefined ? unknownProvider(draft) : issuesOf(provider, draft);
  if (provider === undefined || issues.length > 0) throw invalid(issues);
  const owned = { id: crypto.randomUUID(), userId: ctx.principal.userId };
  const at = new Date(ctx.now());
  const insert = ctx.db
    .insert(credentials)
    .values({
      ...owned,
      ...(await sealSecret(ctx.vault, owned, draft.secret)),
      provider: draft.provider,
      type: draft.secret.type,
      title: draft.title ?? provider.displayName,
      scopes: [...(draft.scopes ?? [])],
      username: draft.username ?? null,
      host: provider.hosts === "own" ? readHostPattern(draft.host ?? "") : null,
      expiresAt: dateOf(draft.expiresAt),
      accessExpiresAt: dateOf(draft.accessExpiresAt),
      createdAt: at,
      updatedAt: at,
    })
    .returning(shown);
  const [row] = await recordWith(ctx, insert, {
    action: "credential.created",
    target: { type: "credential", id: owned.id },
    details: { provider: draft.provider, type: draft.secret.type },
  });
  if (row === undefined) throw new Error("The inserted credential did not come back");
  return credentialOf(row);
}

const dateOf = (ms: number | undefined): Date | null => (ms === undefined ? null : new Date(ms));

const unknownProvider = ({ provider }: CredentialDraft): Issue[] => [
  { path: "provider", message: `There is no provider "${provider}"` },
];

function issuesOf(provider: Provider, { secret, host }: CredentialDraft): Issue[] {
  const issues = secretIssues(secret);
  if (!provider.types.includes(secret.type)) {
    const types = provider.types.join(" or ");
    issues.push({ path: "type", message: `A credential for ${provider.displayName} is ${types}` });
  }
  if (provider.hosts === "own" && readHostPattern(host ?? "") === null) {
    issues.push({ path: "host", message: "Name one host, such as api.example.com or *.example.com" });
  }
  return issues;
}

/** What could not travel in a header (RFC 9110 section 5.5) is refused here, where the mistake is seen. */
function secretIssues(secret: Secret): Issue[] {
  const refused = (path: string) => ({ path, message: "It has a character that no header can carry" });
  switch (secret.type) {
    case "api_key":
      return isVisible(secret.apiKey) ? [] : [refused("api_key")];
    case "oauth2":
      return isVisible(secret.accessToken) ? [] : [refused("access_token")];
    case "user_password":
      return secret.username.includes(":") ? [{ path: "username", message: "It has a colon" }] : [];
    case "host_scoped":
      return Object.entries(secret.headers).flatMap(([name, value]) =>
        /^[!#$%&'*+.^_`|~\w-]+$/.test(name) && isVisible(value) ? [] : [refused(`headers.${name}`)],
      );
  }
}

const isVisible = (text: string): boolean => /^[\x20-\x7e]+$/.test(text);
