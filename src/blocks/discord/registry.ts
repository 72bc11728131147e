import type { Block } from "../block.ts";
import { createDiscordThread } from "./create-discord-thread.ts";
import { discordChannelInfo } from "./discord-channel-info.ts";
import { discordUserInfo } from "./discord-user-info.ts";
import { replyToDiscordMessage } from "./reply-to-discord-message.ts";
import { sendDiscordDm } from "./send-discord-dm.ts";
import { sendDiscordEmbed } from "./send-discord-embed.ts";
import { sendDiscordFile } from "./send-discord-file.ts";
import { sendDiscordMessage } from "./send-discord-message.ts";

export const DISCORD_BLOCKS: readonly Block[] = [
  discordChannelInfo,
  replyToDiscordMessage,
  sendDiscordMessage,
  createDiscordThread,
  discordUserInfo,
  sendDiscordDm,
  sendDiscordEmbed,
  sendDiscordFile,
];
