import type { Block } from "../block.ts";
import { deleteTelegramMessage } from "./delete-telegram-message.ts";
import { editTelegramMessage } from "./edit-telegram-message.ts";
import { replyToTelegramMessage } from "./reply-to-telegram-message.ts";
import { sendTelegramMessage } from "./send-telegram-message.ts";

export const TELEGRAM_BLOCKS: readonly Block[] = [
  deleteTelegramMessage,
  editTelegramMessage,
  replyToTelegramMessage,
  sendTelegramMessage,
];
