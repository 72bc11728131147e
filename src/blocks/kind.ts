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
  | "WEBHOOK_MANUAL"
  | "HUMAN_IN_THE_LOOP";
