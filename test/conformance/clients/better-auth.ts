import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { genericOAuth } from "better-auth/plugins/generic-oauth";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { allow, deny, type Site } from "../site.ts";

const APP = "http://localhost:4106";
const CALLBACK = `${APP}/api/auth/callback/gossamer`;

const SentOff = z.object({ url: z.url() });
const Accounts = z.tuple([z.object({ id: z.string(), scopes: z.array(z.string()) })]);
const Tokens = z.object({ accessToken: z.string() });

/** https://better-auth.com: a web application that signs people in by what discovery tells, ID tokens verified. */
export function betterAuthClient(site: Site): void {
  describe("better-auth", async () => {
    const { id, secret } = await site.register({ redirect_uris: [CALLBACK] });
    const auth = betterAuth({
      baseURL: APP,
      secret: "a secret of the application, long enough",
      database: memoryAdapter({ user: [], session: [], account: [], verification: [] }),
      telemetry: { enabled: false },
      plugins: [
        genericOAuth({
          config: [
            {
              providerId: "gossamer",
              discoveryUrl: `${site.origin}/.well-known/openid-configuration`,
              requireIdTokenVerification: true,
              clientId: id,
              clientSecret: secret,
              scopes: ["openid", "profile", "email"],
            },
          ],
        }),
      ],
    });

    /** Somebody's browser at the application. */
    function visitor() {
      const jar = new Map<string, string>();
      return async (path: string, body?: object): Promise<Response> => {
        const request = new Request(new URL(path, APP), {
          method: body === undefined ? "GET" : "POST",
          headers: {
            origin: APP,
            "content-type": "application/json",
            cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
          },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const response = await auth.handler(request);
        for (const cookie of response.headers.getSetCookie()) {
          const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
          jar.set(name, value);
        }
        return response;
      };
    }

    const sendOff = async (visit: ReturnType<typeof visitor>): Promise<string> => {
      const answer = await visit("/api/auth/sign-in/social", {
        provider: "gossamer",
        callbackURL: "/home",
        errorCallbackURL: "/sorry",
      });
      return SentOff.parse(await answer.json()).url;
    };

    it("signs a person in, knows who it is, and refreshes its tokens", async () => {
      const ada = await site.person("Ada");
      const visit = visitor();
      const back = await allow(ada, await sendOff(visit));
      const arrived = await visit(back.pathname + back.search);
      expect(arrived.headers.get("location")).toMatch(/\/home$/);
      const session = await (await visit("/api/auth/get-session")).json();
      expect(session).toMatchObject({ user: { name: "Ada", email: ada.email } });
      const [account] = Accounts.parse(await (await visit("/api/auth/list-accounts")).json());
      expect(account.scopes).toEqual(["openid", "profile", "email"]);
      const asked = { accountId: account.id };
      const tokens = async (path: string) => Tokens.parse(await (await visit(path, asked)).json());
      const first = await tokens("/api/auth/get-access-token");
      const info = await fetch(`${site.origin}/oauth/userinfo`, {
        headers: { authorization: `Bearer ${first.accessToken}` },
      });
      expect(await info.json()).toMatchObject({ email: ada.email });
      const renewed = await visit("/api/auth/refresh-token", asked);
      expect(renewed.status).toBe(200);
      expect((await tokens("/api/auth/get-access-token")).accessToken).not.toBe(first.accessToken);
    });

    it("hears that the person said no", async () => {
      const visit = visitor();
      const back = await deny(await site.person("Eve"), await sendOff(visit));
      const arrived = await visit(back.pathname + back.search);
      expect(arrived.headers.get("location")).toMatch(/\/sorry\?.*access_denied/);
      expect(await (await visit("/api/auth/get-session")).json()).toBeNull();
    });
  });
}
