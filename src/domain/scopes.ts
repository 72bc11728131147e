/** The scope words of all contracts, one table (contract page "Callers and scopes"). */
export const SCOPES = [
  "IDENTITY",
  "EXECUTE_GRAPH",
  "READ_GRAPH",
  "WRITE_GRAPH",
  "EXECUTE_BLOCK",
  "READ_BLOCK",
  "READ_STORE",
  "WRITE_LIBRARY",
  "USE_TOOLS",
  "MANAGE_INTEGRATIONS",
  "READ_INTEGRATIONS",
  "DELETE_INTEGRATIONS",
] as const;

export type Scope = (typeof SCOPES)[number];
