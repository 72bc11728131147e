// The scope words of all contracts in one table. A word stands for permissions; holding words means holding the
// union of theirs, and a word is held when all of its permissions are. So equivalents imply each other and a part
// never implies the whole: `runs:read` is in READ_GRAPH, READ_GRAPH is not in `runs:read`.

const PROFILE = ["identity.subject", "identity.profile", "identity.email"] as const;
const READ_GRAPH = ["agents.read", "runs.read"] as const;
const EXECUTE_GRAPH = ["agents.write", "signals.send"] as const;

const MEANING = {
  IDENTITY: PROFILE,
  EXECUTE_GRAPH,
  READ_GRAPH,
  WRITE_GRAPH: ["graphs.write"],
  EXECUTE_BLOCK: ["blocks.execute"],
  READ_BLOCK: ["blocks.read"],
  READ_STORE: ["store.read"],
  WRITE_LIBRARY: ["library.write"],
  USE_TOOLS: ["tools.use"],
  MANAGE_INTEGRATIONS: ["connections.read", "credentials.create"],
  READ_INTEGRATIONS: ["connections.read", "credentials.read"],
  DELETE_INTEGRATIONS: ["credentials.delete"],

  openid: ["identity.subject"],
  profile: ["identity.profile"],
  email: ["identity.email"],
  "agents:execute": [...EXECUTE_GRAPH, ...READ_GRAPH],
  "integrations:connect": ["connections.read", "credentials.create"],
  "integrations:list": ["connections.read", "credentials.read"],
  "integrations:delete": ["credentials.delete"],

  "agents:read": ["agents.read"],
  "agents:write": ["agents.write"],
  "runs:read": ["runs.read"],
  "signals:write": ["signals.send"],
  "connections:read": ["connections.read"],
  "credentials:read": ["credentials.read"],
  "credentials:write": ["credentials.create", "credentials.delete"],
  "notifications:read": ["notifications.read"],
  "notifications:write": ["notifications.write"],
  "webhooks:read": ["webhooks.read"],
  "webhooks:write": ["webhooks.write"],
  "mcp:read": ["mcp.read"],
  "mcp:write": ["mcp.write"],
  "mcp:tools": ["tools.use"],
  "usage:read": ["usage.read"],
  "audit_logs:read": ["audit-logs.read"],
} as const satisfies Record<string, readonly string[]>;

export type Scope = keyof typeof MEANING;

/** What a route may ask for: a scope, or that the user acts in person, which no key or app can be given. */
export type Requirement = Scope | "session";

/** Whether we know this word. */
export const isScope = (word: string): word is Scope => Object.hasOwn(MEANING, word);

export const SCOPES: readonly Scope[] = Object.keys(MEANING).filter(isScope);

/** Every word that holding `words` amounts to, themselves included. Words that we do not know are passed over. */
export function impliedScopes(words: readonly string[]): ReadonlySet<Scope> {
  const held = new Set<string>(words.filter(isScope).flatMap((word) => [...MEANING[word]]));
  return new Set(SCOPES.filter((word) => MEANING[word].every((permission) => held.has(permission))));
}
