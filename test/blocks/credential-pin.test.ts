import { expect, it } from "vitest";
import * as z from "zod";
import { credentialPin } from "#blocks/credential-pin.ts";

it("says in its schema whose credentials fit, and of which type", () => {
  const pin = credentialPin({ provider: "github", types: ["api_key", "oauth2"], scopes: ["repo"] });
  expect(z.toJSONSchema(z.object({ credentials: pin }), { io: "input" })).toMatchObject({
    required: ["credentials"],
    properties: {
      credentials: {
        type: "object",
        required: ["id", "provider", "type"],
        credentials_provider: ["github"],
        credentials_types: ["api_key", "oauth2"],
        credentials_scopes: ["repo"],
      },
    },
  });
});

it("names the pin that decides between providers", () => {
  const pin = credentialPin({
    provider: ["openai", "groq"],
    types: ["api_key"],
    discriminator: "model",
    discriminatorMapping: { "gpt-4o": "openai" },
  });
  expect(z.toJSONSchema(pin, { io: "input" })).toMatchObject({
    credentials_provider: ["openai", "groq"],
    discriminator: "model",
    discriminator_mapping: { "gpt-4o": "openai" },
  });
});

it.each([
  ["of another provider", { id: "1", provider: "slack", type: "api_key" }],
  ["of another type", { id: "1", provider: "github", type: "oauth2" }],
  ["without an id", { provider: "github", type: "api_key" }],
])("refuses a reference %s", (_what, given) => {
  expect(credentialPin({ provider: "github", types: ["api_key"] }).safeParse(given).success).toBe(false);
});
