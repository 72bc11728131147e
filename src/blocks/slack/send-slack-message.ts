import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { apiClient } from "../api.ts";
import { BlockError, block } from "../block.ts";
import { credentialPin, exampleCredential } from "../credential-pin.ts";
import { advanced } from "../pins.ts";

const credentials = exampleCredential("slack");

export const sendSlackMessage = block({
  id: "50cf5290-ec87-4ca1-b7d7-b8b4ef772f6d",
  name: "SendSlackMessageBlock",
  description: "Says something in a channel of Slack.",
  categories: ["SOCIAL"],
  pure: false,
  input: () =>
    z.object({
      credentials: credentialPin({
        provider: "slack",
        types: ["api_key", "oauth2"],
        scopes: ["chat:write"],
        description: "Your Slack account, or a bot's token",
      }),
      channel: z.string().describe("Id or name of the channel"),
      text: z.string().describe("What to say"),
      thread_ts: z.string().optional().meta(advanced("The message to answer in its thread")),
      username: z.string().optional().meta(advanced("The name to say it under")),
      icon_emoji: z.string().optional().meta(advanced("The emoji to say it under, such as :robot_face:")),
      unfurl_links: z.boolean().default(true).meta(advanced("Whether links are shown with a preview")),
      mrkdwn: z.boolean().default(true).meta(advanced("Whether Slack's markup counts")),
    }),
  output: () =>
    z.object({
      ts: z.string().describe("Which message it is"),
      channel: z.string().describe("Id of the channel"),
    }),
  async *run({ credentials: using, ...message }, io) {
    const Answer = z.union([
      z.object({ ok: z.literal(true), ts: z.string(), channel: z.string() }),
      z.object({ ok: z.literal(false), error: z.string() }),
    ]);
    const slack = apiClient({ name: "Slack", base: "https://slack.com/api" }, io, using);
    const said = await slack.ask(Answer, "/chat.postMessage", { method: "POST", body: given(message) });
    // Slack says what is wrong with a status of 200.
    if (!said.ok) throw new BlockError(`Slack refuses: ${said.error}`);
    yield ["ts", said.ts];
    yield ["channel", said.channel];
  },
  examples: [
    {
      input: { credentials, channel: "#general", text: "Hi" },
      answers: [
        {
          method: "POST",
          url: "https://slack.com/api/chat.postMessage",
          requestBody: { channel: "#general", text: "Hi", unfurl_links: true, mrkdwn: true },
          body: { ok: true, ts: "1700000000.000100", channel: "C1", message: {} },
        },
      ],
      yields: { ts: ["1700000000.000100"], channel: ["C1"] },
    },
    {
      input: { credentials, channel: "#nowhere", text: "Hi" },
      answers: [
        {
          method: "POST",
          url: "https://slack.com/api/chat.postMessage",
          body: { ok: false, error: "channel_not_found" },
        },
      ],
      yields: { error: ["Slack refuses: channel_not_found"] },
    },
  ],
});

const given = (message: Record<string, string | boolean | undefined>): JsonObject =>
  Object.fromEntries(
    Object.entries(message).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
