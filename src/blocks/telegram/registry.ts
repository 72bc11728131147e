import type { Block } from "../block.ts";
import { deleteTelegramMessage } from "./delete-telegram-message.ts";
import { editTelegramMessage } from "./edit-telegram-message.ts";
import { getTelegramFile } from "./get-telegram-file.ts";
import { replyToTelegramMessage } from "./reply-to-telegram-message.ts";
import { sendTelegramAudio } from "./send-telegram-audio.ts";
import { sendTelegramDocument } from "./send-telegram-document.ts";
import { sendTelegramMessage } from "./send-telegram-message.ts";
import { sendTelegramPhoto } from "./send-telegram-photo.ts";
import { sendTelegramVideo } from "./send-telegram-video.ts";
import { sendTelegramVoice } from "./send-telegram-voice.ts";

export const TELEGRAM_BLOCKS: readonly Block[] = [
  deleteTelegramMessage,
  editTelegramMessage,
  replyToTelegramMessage,
  sendTelegramMessage,
  getTelegramFile,
  sendTelegramAudio,
  sendTelegramDocument,
  sendTelegramPhoto,
  sendTelegramVideo,
  sendTelegramVoice,
];
