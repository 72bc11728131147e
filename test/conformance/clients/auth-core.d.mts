export const skipCSRFCheck: unique symbol;

export interface AuthConfig {
  basePath: string;
  trustHost: boolean;
  secret: string;
  skipCSRFCheck: typeof skipCSRFCheck;
  providers: {
    id: string;
    name: string;
    type: "oidc";
    issuer: string;
    clientId: string;
    clientSecret: string;
    checks: ("pkce" | "state" | "nonce")[];
  }[];
}

export function Auth(request: Request, config: AuthConfig): Promise<Response>;
