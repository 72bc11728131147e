import { describe, expect, it } from "vitest";
import * as z from "zod";
import { legacyPaths } from "#http/legacy/surface.ts";
import { buildApp } from "../../../src/app.ts";
import { type Answer, nobody, session, textOf } from "../../world.ts";
import { basic, bearer, CALLBACK, CHALLENGE, oauthWorld, VERIFIER } from "./oauth-world.ts";

const { app, visitor, tokens, redeem, refresh, grant, form, api } = await oauthWorld();

const Content = z.record(z.string(), z.object({ schema: z.json().optional() }));
const Operation = z.object({
  parameters: z.array(z.object({ name: z.string(), required: z.boolean() })),
  requestBody: z.object({ content: Content }).optional(),
  responses: z.record(z.string(), z.object({ content: Content.optional() })),
});
const Paths = z.record(z.string(), z.record(z.string(), Operation));

const pathsOf = async (document: string) => Paths.parse((await api(nobody).get(document)).body["paths"]);
const paths = await pathsOf("/openapi.json");

/** What no document tells of. */
const ABSENT: Record<string, readonly string[]> = {
  "pages for people": [
    "/",
    "/sign-in",
    "/sign-up",
    "/sign-out",
    "/forgot-password",
    "/reset-password",
    "/verify-email",
    "/account",
    "/account/api-keys",
    "/account/api-keys/:id/resume",
    "/account/api-keys/:id/revoke",
    "/account/api-keys/:id/suspend",
    "/account/apps",
    "/account/apps/withdraw",
    "/account/confirm",
    "/account/password",
    "/account/profile",
    "/account/sessions/:id/end",
    "/account/sessions/end-others",
    "/developer",
    "/developer/delete",
    "/developer/resume",
    "/developer/rotate-secret",
    "/developer/suspend",
  ],
  "the documents, and their pages and files": [
    "/docs",
    "/openapi.json",
    "/external-api/docs",
    "/external-api/openapi.json",
    "/assets/*",
  ],
  "no HTTP": ["/ws"],
  "for the queue, and for administrators": ["/internal/*", "/internal/audit", "/internal/invariants"],
};

/** Middleware, which answers nothing by itself. */
const MIDDLEWARE = ["/*", "/api/*", "/external-api/*", "/.well-known/*", ...legacyPaths];

it("every path of the app is in a document, or absent for a reason", async () => {
  const documented = [...Object.keys(paths), ...Object.keys(await pathsOf("/external-api/openapi.json"))];
  const known = new Set([...documented, ...MIDDLEWARE]);
  const mounted = new Set(buildApp().routes.map(({ path }) => path));
  const missing = [...mounted].filter((path) => !known.has(path.replaceAll(/:(\w+)/g, "{$1}")));
  expect(missing.toSorted()).toEqual(Object.values(ABSENT).flat().toSorted());
});

describe("an endpoint of OAuth takes what its document says", () => {
  const taken = (path: string, method: string): string[] => {
    const operation = paths[path]?.[method];
    const [schema] = Object.values(operation?.requestBody?.content ?? {}).map((content) => content.schema);
    const sets = z
      .union([
        z.object({ properties: z.record(z.string(), z.json()) }).transform((one) => [one]),
        z
          .object({ oneOf: z.array(z.object({ properties: z.record(z.string(), z.json()) })) })
          .transform(({ oneOf }) => oneOf),
      ])
      .parse(schema ?? { properties: {} });
    const fields = sets.flatMap(({ properties }) => Object.keys(properties));
    return [...new Set([...fields, ...(operation?.parameters ?? []).map(({ name }) => name)])].toSorted();
  };
  const credentials = ["client_id", "client_secret"];
  const request = [
    "client_id",
    "code_challenge",
    "code_challenge_method",
    "id_token_hint",
    "login_hint",
    "max_age",
    "nonce",
    "prompt",
    "redirect_uri",
    "registration",
    "request",
    "request_uri",
    "resource",
    "response_mode",
    "response_type",
    "scope",
    "state",
  ];
  const logout = ["client_id", "id_token_hint", "post_logout_redirect_uri", "state"];

  it.each<[string, string, string[]]>([
    ["/oauth/authorize", "get", request],
    ["/oauth/authorize", "post", request],
    ["/oauth/consent", "post", ["csrf", "decision", "request"]],
    [
      "/oauth/token",
      "post",
      [
        ...credentials,
        "code",
        "code_verifier",
        "grant_type",
        "redirect_uri",
        "refresh_token",
        "resource",
        "scope",
      ],
    ],
    ["/oauth/userinfo", "get", []],
    ["/oauth/userinfo", "post", ["access_token"]],
    ["/oauth/revoke", "post", [...credentials, "token", "token_type_hint"]],
    ["/oauth/introspect", "post", [...credentials, "token", "token_type_hint"]],
    ["/oauth/logout", "get", logout],
    ["/oauth/logout", "post", ["client_id", "confirm", ...logout.slice(1)]],
    ["/api/oauth/revoke", "post", [...credentials, "token", "token_type_hint"]],
  ])("%s by %s", (path, method, names) => {
    expect(taken(path, method)).toEqual(names);
  });

  it("says what must be there", () => {
    const required = paths["/oauth/authorize"]?.["get"]?.parameters.filter((one) => one.required);
    expect(required?.map(({ name }) => name)).toEqual([
      "response_type",
      "client_id",
      "redirect_uri",
      "code_challenge",
      "code_challenge_method",
    ]);
  });
});

describe("an endpoint of OAuth answers what its document says", async () => {
  const client = await app();
  const secret = basic(client.id, client.secret);
  const ada = await visitor();
  const given = await tokens(ada, client);
  const live = { client_id: client.id, client_secret: client.secret };
  const developer = await session({ id: crypto.randomUUID(), email: "dev@example.com" });

  const code = async (): Promise<string> => (await grant(ada, client)).get("code") ?? "";
  const liveCode = async (): Promise<string> => {
    const { body } = await api(developer).post("/api/oauth/authorize", {
      client_id: client.id,
      redirect_uri: CALLBACK,
      scopes: ["IDENTITY"],
      state: "s",
      code_challenge: CHALLENGE,
    });
    return new URL(String(body["redirect_url"])).searchParams.get("code") ?? "";
  };
  const register = (metadata: object) =>
    api(nobody).post("/oauth/register", { redirect_uris: [CALLBACK], ...metadata });

  /** The documented schema of an answer, which allows nothing besides. */
  const schemaOf = (path: string, method: string, status: number): z.ZodType => {
    const { schema } = paths[path]?.[method]?.responses[status]?.content?.["application/json"] ?? {};
    if (schema === undefined) throw new Error(`${method} ${path} says nothing of ${status}`);
    return z.fromJSONSchema(JSON.parse(JSON.stringify(schema)));
  };

  it.each<[string, string, string, () => Promise<Answer>]>([
    ["a code", "post", "/oauth/token", async () => redeem(client, await code())],
    ["a refresh token", "post", "/oauth/token", () => refresh(client, given.refresh)],
    ["who it is", "get", "/oauth/userinfo", () => api(bearer(given.access)).get("/oauth/userinfo")],
    [
      "a live token",
      "post",
      "/oauth/introspect",
      () => form("/oauth/introspect", { token: given.access }, secret),
    ],
    ["no token", "post", "/oauth/introspect", () => form("/oauth/introspect", { token: "x" }, secret)],
    ["a revocation", "post", "/oauth/revoke", () => form("/oauth/revoke", { token: "x" }, secret)],
    ["a client with a secret", "post", "/oauth/register", () => register({ client_name: "Self-made" })],
    [
      "a client without one",
      "post",
      "/oauth/register",
      () => register({ token_endpoint_auth_method: "none", scope: "openid" }),
    ],
    [
      "a code as JSON",
      "post",
      "/api/oauth/token",
      async () =>
        api(nobody).post("/api/oauth/token", {
          grant_type: "authorization_code",
          code: await liveCode(),
          redirect_uri: CALLBACK,
          code_verifier: VERIFIER,
          ...live,
        }),
    ],
    [
      "a live token as JSON",
      "post",
      "/api/oauth/introspect",
      () => api(nobody).post("/api/oauth/introspect", { token: given.access, ...live }),
    ],
    [
      "no token as JSON",
      "post",
      "/api/oauth/introspect",
      () => api(nobody).post("/api/oauth/introspect", { token: "x", ...live }),
    ],
    [
      "a revocation as JSON",
      "post",
      "/api/oauth/revoke",
      () => api(nobody).post("/api/oauth/revoke", { token: "x", ...live }),
    ],
    ...Object.keys(paths)
      .filter((path) => path.startsWith("/.well-known/"))
      .map(
        (path) =>
          ["itself", "get", path, () => api(nobody).get(path)] as [
            string,
            string,
            string,
            () => Promise<Answer>,
          ],
      ),
  ])("%s: %s %s", async (_what, method, path, ask) => {
    const answer = await ask();
    const { data, error } = schemaOf(path, method, answer.status).safeParse(answer.body);
    expect(error?.issues ?? []).toEqual([]);
    expect(data).toEqual(answer.body);
  });

  it("with an error of the documented shape", async () => {
    const shape = (await api(nobody).get("/openapi.json")).body["components"];
    const { schemas } = z.object({ schemas: z.record(z.string(), z.json()) }).parse(shape);
    const schema = z.fromJSONSchema(JSON.parse(JSON.stringify(schemas["OAuthError"])));
    for (const answer of [
      await form("/oauth/token", { grant_type: "password" }, secret),
      await form("/oauth/token", {}, basic(client.id, "wrong")),
      await api(nobody).post("/api/oauth/token", {}),
      await api(bearer("bad")).get("/oauth/userinfo"),
    ]) {
      expect(schema.safeParse(answer.body).error?.issues ?? []).toEqual([]);
      expect(textOf(answer, "error")).toMatch(/^[a-z_]+$/);
    }
  });
});
