import * as client from "openid-client";
import { describe, expect, it } from "vitest";
import { allow, deny, type Site } from "../site.ts";

const CALLBACK = "http://127.0.0.1:4101/callback";

/** https://github.com/panva/openid-client */
export function openidClient(site: Site): void {
  describe("openid-client", async () => {
    const { id, secret, redirectUri: redirect_uri } = await site.register({ redirect_uris: [CALLBACK] });
    const config = await client.discovery(
      new URL(site.origin),
      id,
      { client_secret: secret },
      client.ClientSecretBasic(secret),
      {
        execute: [client.allowInsecureRequests],
      },
    );
    const ada = await site.person("Ada");

    async function begin(more: Record<string, string> = {}) {
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const expectedState = client.randomState();
      const expectedNonce = client.randomNonce();
      const link = client.buildAuthorizationUrl(config, {
        redirect_uri,
        scope: "openid profile email",
        code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: "S256",
        state: expectedState,
        nonce: expectedNonce,
        ...more,
      });
      return { link, checks: { pkceCodeVerifier, expectedState, expectedNonce } };
    }

    async function signIn(more: Record<string, string> = {}) {
      const { link, checks } = await begin(more);
      return client.authorizationCodeGrant(config, await allow(ada, link), {
        ...checks,
        ...(more["max_age"] !== undefined && { maxAge: Number(more["max_age"]) }),
      });
    }

    it("discovers the server and learns what it does", () => {
      const server = config.serverMetadata();
      expect(server.issuer).toBe(site.origin);
      expect(server.supportsPKCE("S256")).toBe(true);
      expect(server.authorization_response_iss_parameter_supported).toBe(true);
    });

    it("signs a person in, with state, nonce, iss and the ID token's signature checked", async () => {
      const tokens = await signIn({ max_age: "3600" });
      const claims = tokens.claims();
      expect(claims).toMatchObject({ iss: site.origin, aud: id, email: ada.email, name: "Ada" });
      expect(claims?.auth_time).toBeTypeOf("number");
      const info = await client.fetchUserInfo(config, tokens.access_token, claims?.sub ?? "");
      expect(info.email).toBe(ada.email);
    });

    it("verifies the ID token against the published keys", async () => {
      client.enableNonRepudiationChecks(config);
      expect((await signIn()).claims()?.iss).toBe(site.origin);
    });

    it("refreshes, introspects and revokes", async () => {
      const first = await signIn();
      const second = await client.refreshTokenGrant(config, first.refresh_token ?? "");
      expect(second.claims()?.sub).toBe(first.claims()?.sub);
      expect(await client.tokenIntrospection(config, second.access_token)).toMatchObject({
        active: true,
        client_id: id,
      });
      await client.tokenRevocation(config, second.refresh_token ?? "");
      expect(await client.tokenIntrospection(config, second.access_token)).toEqual({ active: false });
      await expect(client.refreshTokenGrant(config, second.refresh_token ?? "")).rejects.toMatchObject({
        error: "invalid_grant",
      });
    });

    it("hears that the person said no", async () => {
      const { link, checks } = await begin({ prompt: "consent" });
      const back = await deny(ada, link);
      await expect(client.authorizationCodeGrant(config, back, checks)).rejects.toMatchObject({
        error: "access_denied",
      });
    });

    it("gets a silent answer for who has consented", async () => {
      await signIn();
      expect((await signIn({ prompt: "none" })).claims()?.["email"]).toBe(ada.email);
    });

    it("gets the answer as a form where it wants that", async () => {
      await signIn();
      const { link, checks } = await begin({ response_mode: "form_post" });
      const page = await ada.open(link.href);
      const fields = [...page.text.matchAll(/name="(\w+)" value="([^"]*)"/g)].map(([, name, value]) => [
        name ?? "",
        value ?? "",
      ]);
      const posted = new Request(redirect_uri, { method: "POST", body: new URLSearchParams(fields) });
      const tokens = await client.authorizationCodeGrant(config, posted, checks);
      expect(tokens.claims()?.["email"]).toBe(ada.email);
    });

    it("signs a person out", async () => {
      const own = await site.register({
        redirect_uris: [CALLBACK],
        post_logout_redirect_uris: ["http://127.0.0.1:4101/bye"],
      });
      const eve = await site.person("Eve");
      const as = await client.discovery(
        new URL(site.origin),
        own.id,
        own.secret,
        client.ClientSecretPost(own.secret),
        {
          execute: [client.allowInsecureRequests],
        },
      );
      const { link, checks } = await begin();
      link.searchParams.set("client_id", own.id);
      const tokens = await client.authorizationCodeGrant(as, await allow(eve, link), checks);
      const way = client.buildEndSessionUrl(as, {
        id_token_hint: tokens.id_token ?? "",
        post_logout_redirect_uri: "http://127.0.0.1:4101/bye",
        state: "gone",
      });
      expect((await eve.open(way.href)).location?.href).toBe("http://127.0.0.1:4101/bye?state=gone");
      expect((await eve.open("/account")).text).toContain("Sign in");
    });

    it("registers itself", async () => {
      const registered = await client.dynamicClientRegistration(
        new URL(site.origin),
        { redirect_uris: [CALLBACK], client_name: "Self-made" },
        undefined,
        { execute: [client.allowInsecureRequests] },
      );
      expect(registered.clientMetadata().client_id).toMatch(/^app_/);
    });
  });
}
