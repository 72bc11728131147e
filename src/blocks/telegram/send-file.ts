import * as z from "zod";
import type { BlockIo } from "../block.ts";
import type { CredentialRef } from "../credential-pin.ts";
import { advanced } from "../pins.ts";
import { chatPin, Message, messageOut, statusOut, telegramCredentials, telegramForm } from "./api.ts";

/** The pins of every block that sends a file. */
export const sendPins = () => ({ credentials: telegramCredentials(), chat_id: chatPin() });

export const filePin = (description: string) => z.string().meta({ description, format: "file" });

export const captionPin = () =>
  z.string().default("").meta(advanced("What to say of it, up to 1024 characters"));

export const durationPin = () => z.int().optional().meta(advanced("How long it is, in seconds"));

export const replyPin = () => z.int().optional().meta(advanced("Id of the message to answer"));

export const sentPins = () => ({ message_id: messageOut(), status: statusOut() });

/** What is sent, by the method that sends it, and what Telegram calls it. */
const METHODS = {
  photo: "sendPhoto",
  voice: "sendVoice",
  audio: "sendAudio",
  document: "sendDocument",
  video: "sendVideo",
} as const;

interface FileToSend {
  kind: keyof typeof METHODS;
  reference: string;
  /** Instead of the file's own name. */
  filename?: string;
}

interface Given {
  chat_id: number;
  reply_to_message_id?: number | undefined;
  [field: string]: string | number | undefined;
}

/** Sends a file with what is said of it; answers the id of the message. */
export async function sendFile(
  io: BlockIo,
  using: CredentialRef,
  { kind, reference, filename }: FileToSend,
  { reply_to_message_id, ...given }: Given,
): Promise<number> {
  const { bytes, contentType, name } = await io.files.read(reference);
  const form = new FormData();
  for (const [field, value] of Object.entries(given)) {
    if (value !== undefined && value !== "") form.append(field, String(value));
  }
  if (reply_to_message_id !== undefined) {
    form.append("reply_parameters", JSON.stringify({ message_id: reply_to_message_id }));
  }
  form.append(kind, new File([Uint8Array.from(bytes)], filename || name, { type: contentType }));
  return (await telegramForm(io, using, Message(), METHODS[kind], form)).message_id;
}
