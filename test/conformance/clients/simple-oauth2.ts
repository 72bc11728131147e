import { createHash, randomBytes } from "node:crypto";
import { AuthorizationCode } from "simple-oauth2";
import { describe, expect, it } from "vitest";
import { allow, type Site } from "../site.ts";

const CALLBACK = "http://127.0.0.1:4104/callback";

/** https://github.com/lelylan/simple-oauth2: plain OAuth 2.0, with the secret in the form and in the header. */
export function simpleOAuth2(site: Site): void {
  describe.each(["header", "body"] as const)(
    "simple-oauth2 with its secret in the %s",
    async (authorizationMethod) => {
      const { id, secret } = await site.register({ redirect_uris: [CALLBACK] });
      const client = new AuthorizationCode({
        client: { id, secret },
        auth: {
          tokenHost: site.origin,
          tokenPath: "/oauth/token",
          authorizePath: "/oauth/authorize",
          revokePath: "/oauth/revoke",
        },
        options: { authorizationMethod },
      });

      it("gets, refreshes and revokes tokens", async () => {
        const ada = await site.person("Ada");
        const code_verifier = randomBytes(32).toString("base64url");
        const link = client.authorizeURL({
          redirect_uri: CALLBACK,
          scope: "openid email",
          state: "s",
          code_challenge: createHash("sha256").update(code_verifier).digest("base64url"),
          code_challenge_method: "S256",
        });
        const back = await allow(ada, link);
        expect(back.searchParams.get("state")).toBe("s");
        const code = back.searchParams.get("code") ?? "";
        const first = await client.getToken({ code, redirect_uri: CALLBACK, code_verifier });
        expect(first.expired()).toBe(false);
        const second = await first.refresh();
        const email = async (token: unknown) =>
          (
            await fetch(`${site.origin}/oauth/userinfo`, { headers: { authorization: `Bearer ${token}` } })
          ).json();
        expect(await email(second.token["access_token"])).toMatchObject({ email: ada.email });
        await second.revokeAll();
        expect(await email(second.token["access_token"])).toMatchObject({ error: "invalid_token" });
      });
    },
  );
}
