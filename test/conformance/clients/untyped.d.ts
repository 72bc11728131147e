// What we use of two clients that come without types.

declare module "simple-oauth2" {
  interface AccessToken {
    token: Record<string, unknown>;
    expired(): boolean;
    refresh(): Promise<AccessToken>;
    revokeAll(): Promise<void>;
  }

  export class AuthorizationCode {
    constructor(config: {
      client: { id: string; secret: string };
      auth: Record<"tokenHost" | "tokenPath" | "authorizePath" | "revokePath", string>;
      options: { authorizationMethod: "header" | "body" };
    });
    authorizeURL(parameters: Record<string, string>): string;
    getToken(parameters: Record<string, string>): Promise<AccessToken>;
  }
}

declare module "passport-oauth2" {
  namespace OAuth2Strategy {
    interface PassportRequest {
      query: Record<string, string>;
      session: object;
    }
  }

  interface User {
    accessToken: string;
  }

  class OAuth2Strategy {
    constructor(
      options: {
        authorizationURL: string;
        tokenURL: string;
        clientID: string;
        clientSecret: string;
        callbackURL: string;
        scope: string[];
        state: boolean;
        pkce: boolean;
      },
      verify: (
        accessToken: string,
        refreshToken: string,
        profile: object,
        done: (error: null, user: User) => void,
      ) => void,
    );
    authenticate(request: OAuth2Strategy.PassportRequest, options: object): void;
    redirect: (url: string) => void;
    success: (user: User) => void;
    fail: (challenge: unknown) => void;
    error: (error: Error) => void;
  }

  export = OAuth2Strategy;
}
