import type { listBlocks } from "#domain/blocks/list.ts";

type Kind = ReturnType<typeof listBlocks>[number]["kind"];

/** What the live platform calls the kinds of blocks. */
export const UI_TYPES: Readonly<Record<Kind, string>> = {
  STANDARD: "Standard",
  INPUT: "Input",
  OUTPUT: "Output",
  NOTE: "Note",
  WEBHOOK: "Webhook",
  WEBHOOK_MANUAL: "Webhook (manual)",
  AGENT: "Agent",
  AI: "AI",
  HUMAN_IN_THE_LOOP: "Human In The Loop",
  MCP_TOOL: "MCP Tool",
};
