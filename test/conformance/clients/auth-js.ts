import { describe, expect, it } from "vitest";
import { allow, type Site } from "../site.ts";
import { Auth, type AuthConfig, skipCSRFCheck } from "./auth-core.mjs";

const APP = "http://localhost:4103";

/** https://authjs.dev: a web application that signs people in by OpenID Connect, configured by no more than the issuer. */
export function authJs(site: Site): void {
  describe("Auth.js", async () => {
    const { id, secret } = await site.register({ redirect_uris: [`${APP}/auth/callback/gossamer`] });
    const config: AuthConfig = {
      basePath: "/auth",
      trustHost: true,
      secret: "a secret of the application",
      skipCSRFCheck,
      providers: [
        {
          id: "gossamer",
          name: "Gossamer",
          type: "oidc",
          issuer: site.origin,
          clientId: id,
          clientSecret: secret,
          checks: ["pkce", "state", "nonce"],
        },
      ],
    };
    const jar = new Map<string, string>();

    async function app(path: string, init: RequestInit = {}): Promise<Response> {
      const request = new Request(APP + path, init);
      request.headers.set("cookie", [...jar].map(([name, value]) => `${name}=${value}`).join("; "));
      const response = await Auth(request, config);
      for (const cookie of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
        jar.set(name, value);
      }
      return response;
    }

    it("signs a person in and knows who it is", async () => {
      const ada = await site.person("Ada");
      const sentOff = await app("/auth/signin/gossamer", { method: "POST" });
      const back = await allow(ada, sentOff.headers.get("location") ?? "");
      const arrived = await app(back.pathname + back.search);
      expect(arrived.headers.get("location")).toBe(APP);
      const session = await (await app("/auth/session")).json();
      expect(session).toMatchObject({ user: { name: "Ada", email: ada.email } });
    });
  });
}
