import type { CredentialType } from "#blocks/credential-pin.ts";

/** A service whose credentials people can store. */
export interface Provider {
  displayName: string;
  types: readonly CredentialType[];
  /**
   * Hosts that its credentials may be sent to, `*.` for any name below; `own`: the host that the credential itself
   * names. Empty for protocols other than HTTP.
   */
  hosts: readonly string[] | "own";
  /** How an API key is shown. OAuth tokens are always bearer tokens, passwords are Basic (RFC 6750, RFC 7617). */
  key?: Placement;
  oauth?: OAuthEndpoints;
}

export type Placement =
  | { in: "header"; name: string; prefix: string }
  | { in: "query"; name: string }
  /** Stands in for the text `{token}` of the path. */
  | { in: "path" };

export interface OAuthEndpoints {
  authorizeUrl: string;
  tokenUrl: string;
  /** How the client shows its secret (RFC 6749 section 2.3.1). */
  clientAuth: "basic" | "post";
  /** Notion takes JSON, which RFC 6749 does not know. */
  body: "form" | "json";
}

const BEARER: Placement = { in: "header", name: "authorization", prefix: "Bearer " };
const bare = (name: string): Placement => ({ in: "header", name, prefix: "" });

const withKey = (displayName: string, hosts: readonly string[], key: Placement = BEARER): Provider => ({
  displayName,
  types: ["api_key"],
  hosts,
  key,
});

/** By the names that credentials and blocks know them by. */
export const PROVIDERS: Readonly<Record<string, Provider>> = {
  github: {
    displayName: "GitHub",
    types: ["api_key", "oauth2"],
    hosts: ["api.github.com"],
    key: BEARER,
    oauth: {
      authorizeUrl: "https://github.com/login/oauth/authorize",
      tokenUrl: "https://github.com/login/oauth/access_token",
      clientAuth: "post",
      body: "form",
    },
  },
  google: {
    displayName: "Google",
    types: ["oauth2"],
    hosts: ["*.googleapis.com"],
    oauth: {
      authorizeUrl: "https://accounts.google.com/o/oauth2/v2/auth",
      tokenUrl: "https://oauth2.googleapis.com/token",
      clientAuth: "post",
      body: "form",
    },
  },
  slack: {
    displayName: "Slack",
    types: ["api_key", "oauth2"],
    hosts: ["slack.com"],
    key: BEARER,
    oauth: {
      authorizeUrl: "https://slack.com/oauth/v2/authorize",
      tokenUrl: "https://slack.com/api/oauth.v2.access",
      clientAuth: "post",
      body: "form",
    },
  },
  notion: {
    displayName: "Notion",
    types: ["api_key", "oauth2"],
    hosts: ["api.notion.com"],
    key: BEARER,
    oauth: {
      authorizeUrl: "https://api.notion.com/v1/oauth/authorize",
      tokenUrl: "https://api.notion.com/v1/oauth/token",
      clientAuth: "basic",
      body: "json",
    },
  },
  linear: {
    displayName: "Linear",
    types: ["api_key", "oauth2"],
    hosts: ["api.linear.app"],
    key: bare("authorization"),
    oauth: {
      authorizeUrl: "https://linear.app/oauth/authorize",
      tokenUrl: "https://api.linear.app/oauth/token",
      clientAuth: "post",
      body: "form",
    },
  },
  twitter: {
    displayName: "X (Twitter)",
    types: ["oauth2"],
    hosts: ["api.twitter.com", "api.x.com"],
    oauth: {
      authorizeUrl: "https://twitter.com/i/oauth2/authorize",
      tokenUrl: "https://api.twitter.com/2/oauth2/token",
      clientAuth: "basic",
      body: "form",
    },
  },
  discord: {
    displayName: "Discord",
    types: ["api_key", "oauth2"],
    hosts: ["discord.com"],
    key: { in: "header", name: "authorization", prefix: "Bot " },
    oauth: {
      authorizeUrl: "https://discord.com/oauth2/authorize",
      tokenUrl: "https://discord.com/api/oauth2/token",
      clientAuth: "post",
      body: "form",
    },
  },
  airtable: {
    displayName: "Airtable",
    types: ["api_key", "oauth2"],
    hosts: ["api.airtable.com"],
    key: BEARER,
    oauth: {
      authorizeUrl: "https://airtable.com/oauth2/v1/authorize",
      tokenUrl: "https://airtable.com/oauth2/v1/token",
      clientAuth: "basic",
      body: "form",
    },
  },
  todoist: {
    displayName: "Todoist",
    types: ["api_key", "oauth2"],
    hosts: ["api.todoist.com"],
    key: BEARER,
    oauth: {
      authorizeUrl: "https://todoist.com/oauth/authorize",
      tokenUrl: "https://todoist.com/oauth/access_token",
      clientAuth: "post",
      body: "form",
    },
  },
  telegram: withKey("Telegram", ["api.telegram.org"], { in: "path" }),
  jina: withKey("Jina", ["r.jina.ai", "s.jina.ai", "g.jina.ai", "api.jina.ai", "segment.jina.ai"]),
  google_maps: withKey("Google Maps", ["maps.googleapis.com", "places.googleapis.com"], {
    in: "query",
    name: "key",
  }),
  openweathermap: withKey("OpenWeatherMap", ["api.openweathermap.org"], { in: "query", name: "appid" }),
  exa: withKey("Exa", ["api.exa.ai"], bare("x-api-key")),
  firecrawl: withKey("Firecrawl", ["api.firecrawl.dev"]),
  e2b: withKey("E2B", ["api.e2b.dev", "api.e2b.app"], bare("x-api-key")),
  openai: withKey("OpenAI", ["api.openai.com"]),
  anthropic: withKey("Anthropic", ["api.anthropic.com"], bare("x-api-key")),
  groq: withKey("Groq", ["api.groq.com"]),
  open_router: withKey("OpenRouter", ["openrouter.ai"]),
  google_ai: withKey("Google AI", ["generativelanguage.googleapis.com"], bare("x-goog-api-key")),
  workers_ai: withKey("Cloudflare Workers AI", ["api.cloudflare.com"]),
  llama_api: withKey("Llama API", ["api.llama.com"]),
  aiml_api: withKey("AI/ML API", ["api.aimlapi.com"]),
  v0: withKey("v0", ["api.v0.dev"]),
  openai_compatible: {
    displayName: "OpenAI-compatible server",
    types: ["api_key"],
    hosts: "own",
    key: BEARER,
  },
  ollama: { displayName: "Ollama", types: ["api_key"], hosts: "own", key: BEARER },
  http: { displayName: "Any website", types: ["host_scoped"], hosts: "own" },
  mcp: { displayName: "MCP server", types: ["api_key", "oauth2", "host_scoped"], hosts: "own", key: BEARER },
  smtp: { displayName: "SMTP server", types: ["user_password"], hosts: [] },
  database: { displayName: "Database", types: ["user_password"], hosts: [] },
  webshare_proxy: { displayName: "Webshare proxy", types: ["user_password"], hosts: [] },
};

export const findProvider = (name: string): Provider | undefined =>
  Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : undefined;
