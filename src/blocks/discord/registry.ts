import type { Block } from "../block.ts";
import { discordChannelInfo } from "./discord-channel-info.ts";
import { replyToDiscordMessage } from "./reply-to-discord-message.ts";
import { sendDiscordMessage } from "./send-discord-message.ts";

export const DISCORD_BLOCKS: readonly Block[] = [
  discordChannelInfo,
  replyToDiscordMessage,
  sendDiscordMessage,
];
