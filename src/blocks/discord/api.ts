import * as z from "zod";
import { type ApiClient, apiClient } from "../api.ts";
import { BlockError, type BlockIo } from "../block.ts";
import { type CredentialRef, credentialPin, exampleCredential } from "../credential-pin.ts";

const DISCORD = {
  name: "Discord",
  base: "https://discord.com/api/v10",
  headers: { "user-agent": "DiscordBot (https://github.com, 1)" },
};

export const discord = (io: BlockIo, using: CredentialRef): ApiClient => apiClient(DISCORD, io, using);

export const discordCredentials = () =>
  credentialPin({ provider: "discord", types: ["api_key"], description: "The token of your bot" });

export const discordExample = exampleCredential("discord");

export const Sent = () => z.object({ id: z.string(), channel_id: z.string() });

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
