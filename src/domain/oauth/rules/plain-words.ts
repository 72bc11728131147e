import { isScope, type Scope } from "../../scopes.ts";

const WORDS: Record<Scope, string> = {
  IDENTITY: "See who you are: your name and e-mail address",
  EXECUTE_GRAPH: "Run your agents",
  READ_GRAPH: "See your agents and their runs",
  WRITE_GRAPH: "Create, change and delete your agents",
  EXECUTE_BLOCK: "Run single blocks for you",
  READ_BLOCK: "See which blocks there are",
  READ_STORE: "Browse the marketplace",
  WRITE_LIBRARY: "Add agents to your library and remove them",
  USE_TOOLS: "Use your agents as tools",
  MANAGE_INTEGRATIONS: "Ask you to connect services, and see those that you have connected",
  READ_INTEGRATIONS: "See the services that you have connected",
  DELETE_INTEGRATIONS: "Disconnect services",

  openid: "Know that it is you",
  profile: "See your name",
  email: "See your e-mail address",
  "agents:execute": "Run your agents and see how their runs go",
  "integrations:connect": "Ask you to connect services such as Google or GitHub",
  "integrations:list": "See the services that you have connected",
  "integrations:delete": "Disconnect services",

  "agents:read": "See your agents",
  "agents:write": "Create, change and run your agents",
  "runs:read": "See your runs and their results",
  "signals:write": "Send signals to your agents",
  "connections:read": "See the services that you have connected",
  "credentials:read": "See which credentials you have, never their secrets",
  "credentials:write": "Add and delete credentials",
  "notifications:read": "Read your notifications",
  "notifications:write": "Change your notifications",
  "webhooks:read": "See your webhooks",
  "webhooks:write": "Create, change and delete your webhooks",
  "mcp:read": "See your MCP servers",
  "mcp:write": "Add, change and remove your MCP servers",
  "mcp:tools": "Use your agents as tools",
  "usage:read": "See what you use",
  "audit_logs:read": "Read the record of what happens in your account",
};

/** What scopes allow, for a person who decides about them; each sentence once. */
export const inPlainWords = (scopes: readonly string[]): string[] => [
  ...new Set(scopes.filter(isScope).map((scope) => WORDS[scope])),
];
