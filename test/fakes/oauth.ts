/** A provider's token endpoint (RFC 6749 section 6): renews access tokens for one client. */
export interface TokenEndpoint {
  /** Access tokens that are good now, with what they were granted. */
  tokens: Map<string, readonly string[]>;
  /** How often it was asked. */
  count: number;
  origin: string;
  answer(request: Request): Promise<Response>;
}

interface Granted {
  origin: string;
  path: string;
  clientId: string;
  clientSecret: string;
  refreshToken: string;
  scopes: readonly string[];
}

export function tokenEndpoint(granted: Granted): TokenEndpoint {
  const endpoint: TokenEndpoint = {
    tokens: new Map(),
    count: 0,
    origin: granted.origin,
    answer: async (request) => {
      endpoint.count++;
      const form = new URLSearchParams(await request.text());
      if (new URL(request.url).pathname !== granted.path || request.method !== "POST") {
        return Response.json({ error: "not_found" }, { status: 404 });
      }
      if (!isClient(granted, request, form))
        return Response.json({ error: "invalid_client" }, { status: 401 });
      if (form.get("grant_type") !== "refresh_token" || form.get("refresh_token") !== granted.refreshToken) {
        return Response.json({ error: "invalid_grant" }, { status: 400 });
      }
      const access_token = `access-${endpoint.count}-${crypto.randomUUID()}`;
      endpoint.tokens.set(access_token, granted.scopes);
      return Response.json({
        access_token,
        expires_in: 3600,
        token_type: "Bearer",
        scope: granted.scopes.join(" "),
      });
    },
  };
  return endpoint;
}

function isClient({ clientId, clientSecret }: Granted, request: Request, form: URLSearchParams): boolean {
  const basic = `Basic ${btoa(`${clientId}:${clientSecret}`)}`;
  if (request.headers.get("authorization") === basic) return true;
  return form.get("client_id") === clientId && form.get("client_secret") === clientSecret;
}
