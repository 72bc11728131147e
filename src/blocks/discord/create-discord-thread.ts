import * as z from "zod";
import { block } from "../block.ts";
import { advanced } from "../pins.ts";
import { channelIdOf, discord, discordCredentials, discordExample, say, serverPin } from "./api.ts";

/** Channel types of the API, version 10. */
const PUBLIC = 11;
const PRIVATE = 12;

export const createDiscordThread = block({
  id: "e8f3c9a2-7b5d-4f1e-9c6a-3d8e2b4f7a1c",
  name: "CreateDiscordThreadBlock",
  description: "Begins a thread in a channel of Discord.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: discordCredentials(),
      channel_name: z.string().describe("Name or id of the channel"),
      server_name: serverPin(),
      thread_name: z.string().describe("Name of the thread, up to 100 characters"),
      is_private: z.boolean().default(false).describe("Whether only those who are invited see it"),
      auto_archive_duration: z
        .enum(["60", "1440", "4320", "10080"])
        .default("10080")
        .meta(advanced("Minutes without a message after which it is archived")),
      message_content: z.string().default("").meta(advanced("What to say in it first")),
    }),
  output: () =>
    z.object({
      status: z.string().describe("What was done"),
      thread_id: z.string().describe("Id of the thread"),
      thread_name: z.string().describe("Its name"),
    }),
  async *run({ credentials, channel_name, server_name, thread_name, ...input }, io) {
    const client = discord(io, credentials);
    const channel = await channelIdOf(client, channel_name, server_name);
    const Thread = z.object({ id: z.string(), name: z.string() });
    const thread = await client.ask(Thread, `/channels/${channel}/threads`, {
      method: "POST",
      body: {
        name: thread_name,
        type: input.is_private ? PRIVATE : PUBLIC,
        auto_archive_duration: Number(input.auto_archive_duration),
      },
    });
    if (input.message_content !== "") {
      await say(io, client, thread.id, { content: input.message_content });
    }
    yield ["status", "Thread created"];
    yield ["thread_id", thread.id];
    yield ["thread_name", thread.name];
  },
  examples: [
    {
      input: {
        credentials: discordExample,
        channel_name: "381870553235193857",
        thread_name: "Tea",
        message_content: "Hm",
      },
      answers: [
        {
          method: "POST",
          url: "https://discord.com/api/v10/channels/381870553235193857/threads",
          requestBody: { name: "Tea", type: 11, auto_archive_duration: 10_080 },
          status: 201,
          body: { id: "7", name: "Tea", type: 11 },
        },
        {
          method: "POST",
          url: "https://discord.com/api/v10/channels/7/messages",
          requestBody: { content: "Hm", nonce: "e7d07462b90fcb884263409f1", enforce_nonce: true },
          body: { id: "9", channel_id: "7" },
        },
      ],
      yields: { status: ["Thread created"], thread_id: ["7"], thread_name: ["Tea"] },
    },
  ],
});
