import { type ApiClient, apiClient } from "../api.ts";
import type { BlockIo } from "../block.ts";
import { type CredentialRef, credentialPin, exampleCredential } from "../credential-pin.ts";

export const firecrawl = (io: BlockIo, using: CredentialRef): ApiClient =>
  apiClient({ name: "Firecrawl", base: "https://api.firecrawl.dev/v2" }, io, using);

export const firecrawlCredentials = () =>
  credentialPin({ provider: "firecrawl", types: ["api_key"], description: "Your key for Firecrawl" });

export const firecrawlExample = exampleCredential("firecrawl");
