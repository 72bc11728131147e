import { createHash, randomBytes } from "node:crypto";
import { Browser, type View } from "../../browser.ts";
import { type Answer, type Caller, person, session, textOf, type World, world } from "../../world.ts";

export const ORIGIN = "https://gossamer.test";
export const CALLBACK = "https://app.example/callback";

/** An application as its developer holds it. */
export interface App {
  id: string;
  secret: string;
  developer: Caller;
}

/** Parameters of an authorization request; one that is null is left out, a list is repeated. */
export type AuthorizeParameters = Record<string, string | string[] | null>;

export interface Tokens {
  access: string;
  refresh: string;
}

export const VERIFIER = randomBytes(32).toString("base64url");
export const CHALLENGE = createHash("sha256").update(VERIFIER).digest("base64url");

/** A world with applications, people who sign in, and the steps of the code flow. */
export async function oauthWorld(options: Parameters<typeof world>[0] = {}) {
  const here = await world(options);
  const send = async (request: Request) => toResponse(await here.send(request));

  const app = async (metadata: object = {}): Promise<App> => {
    const developer = await session(person("dev"));
    const created = await here.api(developer).post("/oauth/clients/", {
      name: "Acme",
      client_type: "confidential",
      redirect_uris: [CALLBACK],
      ...metadata,
    });
    const { client_secret: secret = "" } = created.body;
    return { id: textOf(created, "client_id"), secret: String(secret), developer };
  };

  const visitor = async (name = "Ada") => {
    const browser = new Browser(ORIGIN, send);
    const account = await browser.signUp(name);
    return Object.assign(browser, account);
  };

  /** The code that a person gives, with consent where it is asked for. */
  const grant = async (browser: Browser, client: App, parameters: AuthorizeParameters = {}) => {
    const view = await browser.open(authorizePath(client, parameters));
    return answerOf(view.location === null ? await browser.submit(view, { decision: "allow" }) : view);
  };

  const token = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    form(here, "/oauth/token", fields, headers);

  const redeem = (client: App, code: string, more: Record<string, string> = {}) =>
    token({
      grant_type: "authorization_code",
      code,
      redirect_uri: CALLBACK,
      client_id: client.id,
      ...(client.secret !== "" && { client_secret: client.secret }),
      code_verifier: VERIFIER,
      ...more,
    });

  const refresh = (client: App, refreshToken: string, more: Record<string, string> = {}) =>
    token({
      grant_type: "refresh_token",
      refresh_token: refreshToken,
      client_id: client.id,
      client_secret: client.secret,
      ...more,
    });

  const tokens = async (
    browser: Browser,
    client: App,
    parameters: AuthorizeParameters = {},
  ): Promise<Tokens> => {
    const answer = await redeem(client, (await grant(browser, client, parameters)).get("code") ?? "");
    return { access: textOf(answer, "access_token"), refresh: textOf(answer, "refresh_token") };
  };

  return {
    ...here,
    app,
    visitor,
    anonymous: () => new Browser(ORIGIN, send),
    grant,
    token,
    redeem,
    refresh,
    tokens,
    form: (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
      form(here, path, fields, headers),
    /** Whether an access token is good for a request of its user. */
    works: async (access: string) => (await here.api(bearer(access)).get("/oauth/userinfo")).status === 200,
  };
}

export const bearer = (token: string): Caller => ({ authorization: `Bearer ${token}` });

export const basic = (id: string, secret: string): Record<string, string> => ({
  authorization: `Basic ${btoa(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)}`,
});

/** An authorization request that is good, but for what is given. */
export function authorizePath(client: Pick<App, "id">, parameters: AuthorizeParameters = {}): string {
  const query = new URLSearchParams();
  const all: AuthorizeParameters = {
    response_type: "code",
    client_id: client.id,
    redirect_uri: CALLBACK,
    scope: "openid profile email",
    state: "the state",
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
    ...parameters,
  };
  for (const [name, value] of Object.entries(all)) {
    for (const one of [value].flat()) if (one !== null) query.append(name, one);
  }
  return `/oauth/authorize?${query}`;
}

/** What an application is told by the redirect to it. */
export function answerOf(view: View): URLSearchParams {
  if (view.location === null) throw new Error(`No redirect to the application: ${view.status} ${view.text}`);
  return view.location.searchParams;
}

const form = (
  { send }: Pick<World, "send">,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string>,
): Promise<Answer> =>
  send(new Request(ORIGIN + path, { method: "POST", headers, body: new URLSearchParams(fields) }));

function toResponse({ status, headers, text }: Answer): Response {
  const isEmpty = status === 204 || status === 304;
  return new Response(isEmpty ? null : text, { status, headers });
}
