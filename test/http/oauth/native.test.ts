import { describe, expect, it } from "vitest";
import { formOf } from "../../browser.ts";
import { answerOf, authorizePath, oauthWorld } from "./oauth-world.ts";

const { app, visitor, anonymous, redeem } = await oauthWorld();

const SCHEME = "cursor://anysphere.cursor-mcp/oauth/callback";
const LOOPBACK = "http://127.0.0.1/callback";
const LOOPBACK_6 = "http://[::1]/callback";
const client = await app({ client_type: "public", redirect_uris: [SCHEME, LOOPBACK, LOOPBACK_6] });

const policyOf = (headers: Headers): string =>
  /form-action ([^;]*)/.exec(headers.get("content-security-policy") ?? "")?.[1] ?? "";

describe("an app with a scheme of its own", () => {
  it("is named by its scheme, gets its answer there, and redeems it without a secret", async () => {
    const ada = await visitor();
    const view = await ada.open(authorizePath(client, { redirect_uri: SCHEME }));
    expect(view.text).toContain("the app on your device that opens <strong>cursor:</strong> links");
    const back = await ada.submit(view, { decision: "allow" });
    expect(back.headers.get("location")).toMatch(
      /^cursor:\/\/anysphere\.cursor-mcp\/oauth\/callback\?code=[\w-]{43}&/,
    );
    const code = answerOf(back).get("code") ?? "";
    expect((await redeem(client, code, { redirect_uri: SCHEME })).status).toBe(200);
  });

  it("is asked about each time, since any app may answer to a scheme", async () => {
    const ada = await visitor();
    const open = (more = {}) => ada.open(authorizePath(client, { redirect_uri: SCHEME, ...more }));
    await ada.submit(await open(), { decision: "allow" });
    expect((await open()).text).toContain("Allow Acme?");
    expect(answerOf(await open({ prompt: "none" })).get("error")).toBe("consent_required");
  });

  it("cannot be sent a form", async () => {
    const parameters = { redirect_uri: SCHEME, response_mode: "form_post" };
    const answer = answerOf(await anonymous().open(authorizePath(client, parameters)));
    expect(answer.get("error")).toBe("invalid_request");
  });
});

describe("the forms on the way to an app may lead", () => {
  it.each([
    ["to its scheme", SCHEME, "'self' https: http://127.0.0.1:* http://localhost:* cursor:"],
    ["to a loopback address", LOOPBACK, "'self' https: http://127.0.0.1:* http://localhost:*"],
    ["to one of IPv6", LOOPBACK_6, "'self' https: http://127.0.0.1:* http://localhost:* http:"],
  ])("%s: signing in, signing up, signing in again and consenting", async (_what, redirect_uri, policy) => {
    const ada = await visitor();
    const consent = await ada.open(authorizePath(client, { redirect_uri }));
    expect(policyOf(consent.headers)).toBe(policy);
    const signIn = await anonymous().open(authorizePath(client, { redirect_uri }));
    expect(policyOf(signIn.headers)).toBe(policy);
    const [, signUp = ""] = /href="(\/sign-up[^"]*)"/.exec(signIn.text) ?? [];
    expect(policyOf((await anonymous().open(signUp)).headers)).toBe(policy);
    const again = await ada.open(authorizePath(client, { redirect_uri, prompt: "login" }));
    expect(formOf(again.text).values["return_to"]).toContain("/oauth/authorize/resume?");
    expect(policyOf(again.headers)).toBe(policy);
  });

  it("nowhere else when somebody only signs in", async () => {
    for (const path of ["/sign-in", "/sign-in?return_to=/account?redirect_uri=cursor://x"]) {
      expect(policyOf((await anonymous().open(path)).headers)).toBe("'self'");
    }
  });
});
