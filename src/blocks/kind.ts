/** What a block is to a graph. */
export type BlockKind =
  | "STANDARD"
  | "INPUT"
  | "OUTPUT"
  | "NOTE"
  | "AGENT"
  | "AI"
  | "MCP_TOOL"
  | "WEBHOOK"
  | "HUMAN_IN_THE_LOOP";
