import { credentialPin, exampleCredential } from "../credential-pin.ts";

export const JINA = { name: "Jina", base: "https://r.jina.ai" };

export const jinaCredentials = () =>
  credentialPin({ provider: "jina", types: ["api_key"], description: "Your key for Jina" });

export const jinaExample = exampleCredential("jina");
