import * as oauth from "oauth4webapi";
import { describe, expect, it } from "vitest";
import { allow, type Site } from "../site.ts";

const CALLBACK = "http://127.0.0.1:4102/callback";

/** https://github.com/panva/oauth4webapi, whose every step is the caller's to make. */
export function oauth4webapi(site: Site): void {
  const insecure = { [oauth.allowInsecureRequests]: true };

  describe("oauth4webapi", async () => {
    const registered = await site.register({ redirect_uris: [CALLBACK], client_type: "public" });
    const own: oauth.Client = { client_id: registered.id };
    const issuer = new URL(site.origin);
    const ada = await site.person("Ada");

    const discover = async (algorithm: "oidc" | "oauth2") =>
      oauth.processDiscoveryResponse(
        issuer,
        await oauth.discoveryRequest(issuer, { algorithm, ...insecure }),
      );
    const server = await discover("oauth2");

    async function grant(scope: string, more: Record<string, string> = {}) {
      const verifier = oauth.generateRandomCodeVerifier();
      const state = oauth.generateRandomState();
      const link = new URL(server.authorization_endpoint ?? "");
      link.search = new URLSearchParams({
        response_type: "code",
        client_id: own.client_id,
        redirect_uri: CALLBACK,
        scope,
        state,
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        ...more,
      }).toString();
      const parameters = oauth.validateAuthResponse(server, own, await allow(ada, link), state);
      return { parameters, verifier };
    }

    const exchange = ({ parameters, verifier }: Awaited<ReturnType<typeof grant>>, more = {}) =>
      oauth.authorizationCodeGrantRequest(server, own, oauth.None(), parameters, CALLBACK, verifier, {
        ...insecure,
        ...more,
      });

    it("finds the same server by both ways of discovery", async () => {
      expect(await discover("oidc")).toEqual(server);
    });

    it("gets tokens as a public client", async () => {
      const response = await exchange(await grant("openid agents:execute"));
      const tokens = await oauth.processAuthorizationCodeResponse(server, own, response);
      expect(tokens).toMatchObject({
        token_type: "bearer",
        expires_in: 3600,
        scope: "openid agents:execute",
      });
      const info = await oauth.userInfoRequest(server, own, tokens.access_token, insecure);
      const subject = oauth.getValidatedIdTokenClaims(tokens)?.sub ?? "";
      expect(await oauth.processUserInfoResponse(server, own, subject, info)).toEqual({ sub: subject });
      const graphs = await oauth.protectedResourceRequest(
        tokens.access_token,
        "GET",
        new URL("/api/v2/builder/graphs", issuer),
        undefined,
        undefined,
        insecure,
      );
      expect(graphs.status).toBe(200);
    });

    it("gets nothing for the same code again, and loses what it had", async () => {
      const granted = await grant("openid");
      const tokens = await oauth.processAuthorizationCodeResponse(server, own, await exchange(granted));
      await expect(
        oauth.processAuthorizationCodeResponse(server, own, await exchange(granted)),
      ).rejects.toMatchObject({
        error: "invalid_grant",
      });
      const info = await oauth.userInfoRequest(server, own, tokens.access_token, insecure);
      const challenged = oauth.processUserInfoResponse(server, own, oauth.skipSubjectCheck, info);
      await expect(challenged).rejects.toMatchObject({
        cause: [{ scheme: "bearer", parameters: { error: "invalid_token" } }],
      });
    });

    it("binds a token to the resource that it is for (RFC 8707), which says who gives tokens (RFC 9728)", async () => {
      const resource = `${site.origin}/api/v2`;
      const described = await oauth.processResourceDiscoveryResponse(
        new URL(resource),
        await oauth.resourceDiscoveryRequest(new URL(resource), insecure),
      );
      expect(described.authorization_servers).toEqual([site.origin]);
      const granted = await grant("agents:execute", { resource });
      const response = await exchange(granted, { additionalParameters: { resource } });
      const { access_token } = await oauth.processAuthorizationCodeResponse(server, own, response);
      const status = async (path: string) =>
        (await fetch(new URL(path, issuer), { headers: { authorization: `Bearer ${access_token}` } })).status;
      expect(await status("/api/v2/builder/graphs")).toBe(200);
      expect(await status("/external-api/v1/blocks")).toBe(401);
    });
  });
}
