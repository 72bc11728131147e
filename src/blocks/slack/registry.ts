import type { Block } from "../block.ts";
import { sendSlackMessage } from "./send-slack-message.ts";

export const SLACK_BLOCKS: readonly Block[] = [sendSlackMessage];
