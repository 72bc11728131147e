import * as z from "zod";
import type { Json } from "#lib/json.ts";

export const CREDENTIAL_TYPES = ["api_key", "oauth2", "user_password", "host_scoped"] as const;

export type CredentialType = (typeof CREDENTIAL_TYPES)[number];

/** Names a credential of whoever runs the graph; the secret itself never comes near a graph. */
export interface CredentialRef {
  id: string;
  provider: string;
  type: CredentialType;
  title?: string | null | undefined;
}

interface CredentialPinSpec {
  /** More than one when another pin decides between them. */
  provider: string | readonly [string, ...string[]];
  types: readonly [CredentialType, ...CredentialType[]];
  /** In the provider's own words; what an OAuth authorization must have granted. */
  scopes?: readonly string[];
  /** The pin whose value decides which provider, or which host, the credential must be of. */
  discriminator?: string;
  /** Provider by value of the discriminator. */
  discriminatorMapping?: Readonly<Record<string, string>>;
  description?: string;
}

/** The pin of a block that acts with a credential: `credentials`, or a name that ends in `_credentials`. */
export function credentialPin(spec: CredentialPinSpec) {
  const providers: readonly [string, ...string[]] =
    typeof spec.provider === "string" ? [spec.provider] : spec.provider;
  return z
    .object({
      id: z.string().min(1),
      provider: z.enum(providers),
      type: z.enum(spec.types),
      title: z.string().nullish(),
    })
    .meta({
      description: spec.description ?? `Your credential for ${providers.join(", ")}`,
      ...fieldFacts(spec, providers),
    });
}

/** What forms and the gathering of a graph's credentials read in the schema. */
const fieldFacts = (spec: CredentialPinSpec, providers: readonly string[]): Record<string, Json> => ({
  credentials_provider: [...providers],
  credentials_types: [...spec.types],
  ...(spec.scopes !== undefined && { credentials_scopes: [...spec.scopes] }),
  ...(spec.discriminator !== undefined && { discriminator: spec.discriminator }),
  ...(spec.discriminatorMapping !== undefined && { discriminator_mapping: { ...spec.discriminatorMapping } }),
});

/** A reference for the examples of blocks. */
export const exampleCredential = (provider: string, type: CredentialType = "api_key") => ({
  id: "0c8f5a3e-6d1b-4f4e-9a57-2b8f3c1d7e90",
  provider,
  type,
});
