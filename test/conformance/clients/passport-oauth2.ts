import OAuth2Strategy, { type PassportRequest } from "passport-oauth2";
import { describe, expect, it } from "vitest";
import { allow, deny, type Site } from "../site.ts";

const CALLBACK = "http://127.0.0.1:4105/callback";

/** https://www.passportjs.org: the strategy as its middleware runs it, with a session that keeps state and verifier. */
export function passportOAuth2(site: Site): void {
  describe("passport-oauth2", async () => {
    const { id, secret } = await site.register({ redirect_uris: [CALLBACK] });
    const ada = await site.person("Ada");
    const strategy = new OAuth2Strategy(
      {
        authorizationURL: `${site.origin}/oauth/authorize`,
        tokenURL: `${site.origin}/oauth/token`,
        clientID: id,
        clientSecret: secret,
        callbackURL: CALLBACK,
        scope: ["openid", "email"],
        state: true,
        pkce: true,
      },
      (accessToken, _refreshToken, _profile, done) => done(null, { accessToken }),
    );

    type Result = { redirect: string } | { user: { accessToken: string } } | { failed: unknown };

    /** What passport does with a request: a strategy of its own for each, which ends in one of four ways. */
    const run = (request: PassportRequest): Promise<Result> =>
      new Promise((resolve, reject) => {
        const one: typeof strategy = Object.create(strategy);
        one.redirect = (redirect) => resolve({ redirect });
        one.success = (user) => resolve({ user });
        one.fail = (failed) => resolve({ failed });
        one.error = reject;
        one.authenticate(request, {});
      });

    async function visit(decide: typeof allow): Promise<Result> {
      const session = {};
      const sentOff = await run({ query: {}, session });
      if (!("redirect" in sentOff)) throw new Error("The strategy does not redirect");
      const back = await decide(ada, sentOff.redirect);
      return run({ query: Object.fromEntries(back.searchParams), session });
    }

    it("hears that the person said no", async () => {
      expect(await visit(deny)).toEqual({ failed: { message: "The user has denied the request" } });
    });

    it("signs a person in", async () => {
      const result = await visit(allow);
      if (!("user" in result)) throw new Error(`Not signed in: ${JSON.stringify(result)}`);
      const info = await fetch(`${site.origin}/oauth/userinfo`, {
        headers: { authorization: `Bearer ${result.user.accessToken}` },
      });
      expect(await info.json()).toMatchObject({ email: ada.email });
    });
  });
}
