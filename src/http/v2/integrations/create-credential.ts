import * as z from "zod";
import { type CredentialDraft, createCredential } from "#domain/credentials/create.ts";
import { route } from "../../route.ts";
import { Moment } from "../moment.ts";
import { CredentialBody, presentCredential } from "./present.ts";

const secret = z.string().min(1).max(20_000);
const common = {
  provider: z.string().min(1).max(100),
  title: z.string().min(1).max(200).nullish(),
  host: z.string().max(300).nullish().describe("Where it may be sent, for providers that are no one host"),
};

const Body = z.discriminatedUnion("type", [
  z.object({ ...common, type: z.literal("api_key"), api_key: secret, expires_at: Moment.nullish() }),
  z.object({
    ...common,
    type: z.literal("oauth2"),
    access_token: secret,
    refresh_token: secret.nullish(),
    access_token_expires_at: Moment.nullish(),
    scopes: z.array(z.string().max(500)).max(200).nullish(),
    username: z.string().max(300).nullish(),
  }),
  z.object({
    ...common,
    type: z.literal("user_password"),
    username: z.string().min(1).max(500),
    password: secret,
  }),
  z.object({
    ...common,
    type: z.literal("host_scoped"),
    headers: z
      .record(z.string().min(1).max(200), secret)
      .refine((headers) => Object.keys(headers).length > 0, "Name at least one header"),
  }),
]);

export const createCredentialRoute = route({
  method: "POST",
  path: "/integrations/credentials",
  scope: "MANAGE_INTEGRATIONS",
  summary: "Store a credential; its secret is never shown again",
  body: Body,
  response: CredentialBody,
  status: 201,
  errors: ["VALIDATION_ERROR", "UNAVAILABLE"],
  handle: async (ctx, { body }) => presentCredential(await createCredential(ctx, draftOf(body))),
});

function draftOf(body: z.output<typeof Body>): CredentialDraft {
  const common = {
    provider: body.provider,
    title: body.title ?? undefined,
    host: body.host ?? undefined,
  };
  switch (body.type) {
    case "api_key": {
      const secret = { type: body.type, apiKey: body.api_key.trim() };
      return { ...common, expiresAt: body.expires_at ?? undefined, secret };
    }
    case "oauth2":
      return {
        ...common,
        scopes: body.scopes ?? [],
        username: body.username ?? undefined,
        accessExpiresAt: body.access_token_expires_at ?? undefined,
        secret: { type: body.type, accessToken: body.access_token, refreshToken: body.refresh_token ?? null },
      };
    case "user_password":
      return { ...common, secret: { type: body.type, username: body.username, password: body.password } };
    case "host_scoped":
      return { ...common, secret: { type: body.type, headers: body.headers } };
  }
}
