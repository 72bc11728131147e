import * as z from "zod";
import { PROVIDERS, type Provider } from "#domain/credentials/providers.ts";
import { route } from "../../route.ts";
import { CredentialType } from "./present.ts";

const ProviderBody = z.object({
  name: z.string(),
  display_name: z.string(),
  oauth_url: z.string().nullable().describe("Where to begin an authorization; null where there is none"),
  credential_types: z.array(CredentialType),
  hosts: z.array(z.string()).nullable().describe("Where credentials are sent; null when each names its own"),
});

export const listProvidersRoute = route({
  method: "GET",
  path: "/integrations/providers",
  scope: "READ_INTEGRATIONS",
  summary: "List the services whose credentials can be stored",
  response: z.object({ providers: z.array(ProviderBody) }),
  errors: [],
  handle: async () => ({
    providers: Object.entries(PROVIDERS).map(([name, provider]) => presentProvider(name, provider)),
  }),
});

const presentProvider = (
  name: string,
  { displayName, types, hosts, oauth }: Provider,
): z.input<typeof ProviderBody> => ({
  name,
  display_name: displayName,
  oauth_url: oauth === undefined ? null : `/api/v2/integrations/oauth/${name}/authorize`,
  credential_types: [...types],
  hosts: hosts === "own" ? null : [...hosts],
});
