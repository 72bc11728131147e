import * as z from "zod";
import { sha256Hex } from "#lib/crypto.ts";
import type { JsonObject } from "#lib/json.ts";
import { type ApiClient, apiClient } from "../api.ts";
import { BlockError, type BlockIo } from "../block.ts";
import { type CredentialRef, credentialPin, exampleCredential } from "../credential-pin.ts";
import { advanced } from "../pins.ts";

const DISCORD = {
  name: "Discord",
  base: "https://discord.com/api/v10",
  headers: { "user-agent": "DiscordBot (https://github.com, 1)" },
};

export const discord = (io: BlockIo, using: CredentialRef): ApiClient => apiClient(DISCORD, io, using);

export const discordCredentials = () =>
  credentialPin({ provider: "discord", types: ["api_key"], description: "The token of your bot" });

export const discordExample = exampleCredential("discord");

export const serverPin = () =>
  z.string().default("").meta(advanced("Name of the server, when several have such a channel"));

/** Says something in a channel, once however often the node is tried; answers the id of the message. */
export async function say(
  io: BlockIo,
  client: ApiClient,
  channel: string,
  message: Message,
): Promise<string> {
  const { file, part = 0, ...content } = message;
  // Discord knows a nonce for some minutes, and answers the message that has it already.
  const nonce = (await sha256Hex(`${io.idempotencyKey} ${part}`)).slice(0, LONGEST_NONCE);
  const body = { ...content, nonce, enforce_nonce: true };
  const request = file === undefined ? { body } : { raw: formOf(body, file) };
  const path = `/channels/${encodeURIComponent(channel)}/messages`;
  return (await client.ask(Sent, path, { method: "POST", ...request })).id;
}

interface Message {
  content?: string;
  embeds?: JsonObject[];
  message_reference?: JsonObject;
  allowed_mentions?: JsonObject;
  file?: File;
  /** Which of the messages that the node sends; the first unless given. */
  part?: number;
}

const LONGEST_NONCE = 25;

const Sent = z.object({ id: z.string() });

function formOf(body: JsonObject, file: File): FormData {
  const form = new FormData();
  form.append("payload_json", JSON.stringify(body));
  form.append("files[0]", file);
  return form;
}

/** The id of a channel that is named by its id or, on the servers that the bot is on, by its name. */
export const channelIdOf = async (client: ApiClient, channel: string, server: string): Promise<string> =>
  /^\d{15,25}$/.test(channel) ? channel : (await findChannel(client, channel, server)).id;

const Guilds = z.array(z.object({ id: z.string(), name: z.string() }));
const Channels = z.array(z.object({ id: z.string(), name: z.string().nullish(), type: z.int() }));

/** A channel by its id, or by its name on the servers that the bot is on; with its server where that is known. */
export async function findChannel(client: ApiClient, channel: string, server: string) {
  const name = channel.replace(/^#/, "");
  const guilds = await client.ask(Guilds, "/users/@me/guilds");
  for (const guild of guilds.filter((each) => server === "" || each.name === server)) {
    const channels = await client.ask(Channels, `/guilds/${guild.id}/channels`);
    const found = channels.find((each) => each.id === channel || each.name === name);
    if (found !== undefined) return { id: found.id, name: found.name ?? "", type: found.type, guild };
  }
  throw new BlockError(`The bot sees no channel "${channel}"${server === "" ? "" : ` on "${server}"`}`);
}
