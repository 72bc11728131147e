import { describe, expect, it } from "vitest";
import { createDiscordThread } from "#blocks/discord/create-discord-thread.ts";
import { discordChannelInfo } from "#blocks/discord/discord-channel-info.ts";
import { discordUserInfo } from "#blocks/discord/discord-user-info.ts";
import { replyToDiscordMessage } from "#blocks/discord/reply-to-discord-message.ts";
import { sendDiscordDm } from "#blocks/discord/send-discord-dm.ts";
import { sendDiscordEmbed } from "#blocks/discord/send-discord-embed.ts";
import { sendDiscordFile } from "#blocks/discord/send-discord-file.ts";
import { sendDiscordMessage } from "#blocks/discord/send-discord-message.ts";
import { sendSlackMessage } from "#blocks/slack/send-slack-message.ts";
import { deleteTelegramMessage } from "#blocks/telegram/delete-telegram-message.ts";
import { editTelegramMessage } from "#blocks/telegram/edit-telegram-message.ts";
import { getTelegramFile } from "#blocks/telegram/get-telegram-file.ts";
import { replyToTelegramMessage } from "#blocks/telegram/reply-to-telegram-message.ts";
import { sendTelegramAudio } from "#blocks/telegram/send-telegram-audio.ts";
import { sendTelegramDocument } from "#blocks/telegram/send-telegram-document.ts";
import { sendTelegramMessage } from "#blocks/telegram/send-telegram-message.ts";
import { sendTelegramPhoto } from "#blocks/telegram/send-telegram-photo.ts";
import { sendTelegramVideo } from "#blocks/telegram/send-telegram-video.ts";
import { sendTelegramVoice } from "#blocks/telegram/send-telegram-voice.ts";
import { EVE, GENERAL, GUILD } from "../../fakes/discord.ts";
import type { World } from "./world.ts";

const TEXT = "data:text/plain;base64,dGVh";

export function slackStories({ fakes: { slack }, node, handOn, run }: World): void {
  describe("Slack", () => {
    it("has a message said, and answered in its thread", async () => {
      const { of } = await run(
        [
          node("say", sendSlackMessage, { channel: "#general", text: "Tea?" }),
          node("answer", sendSlackMessage, { text: "Yes", icon_emoji: ":tea:" }),
        ],
        ["say.channel > answer.channel", "say.ts > answer.thread_ts"],
      );
      expect(of("answer")).toEqual({ ts: [slack.said[1]?.ts], channel: ["C024BE91L"] });
      expect(slack.said).toMatchObject([{ text: "Tea?" }, { text: "Yes", thread_ts: of("say")["ts"]?.[0] }]);
    });

    it("says what it refuses, though its status is 200, and is asked again later when it is busy", async () => {
      const refused = [
        node("nowhere", sendSlackMessage, { channel: "nowhere", text: "Tea?" }),
        handOn("after", "went on"),
      ];
      const { of } = await run(refused, ["nowhere.error > after.input"]);
      expect(of("nowhere")).toEqual({ error: ["Slack refuses: channel_not_found"] });
      slack.tire();
      const { status } = await run([node("later", sendSlackMessage, { channel: "general", text: "Later" })]);
      expect(status).toBe("COMPLETED");
      expect(slack.said.filter(({ text }) => text === "Later")).toHaveLength(1);
    });
  });
}

export function discordStories({ fakes: { discord }, node, handOn, run }: World): void {
  const channel_name = "#general";
  describe("Discord", () => {
    it("has messages, cards, files and threads, in channels and to one person", async () => {
      const { status, of } = await run(
        [
          node("say", sendDiscordMessage, { channel_name, message_content: `${"é".repeat(1999)}🍵tea` }),
          node("reply", replyToDiscordMessage, { reply_content: "Yes" }),
          node("where", discordChannelInfo),
          node("embed", sendDiscordEmbed, { channel_identifier: "general", title: "Tea" }),
          node("file", sendDiscordFile, { channel_identifier: GENERAL, file: TEXT, filename: "tea.txt" }),
          node("thread", createDiscordThread, { channel_name, thread_name: "Cups", message_content: "So" }),
          node("who", discordUserInfo, { user_id: EVE }),
          node("dm", sendDiscordDm, { message_content: "Hi" }),
        ],
        [
          "say.channel_id > reply.channel_id",
          "say.message_id > reply.message_id",
          "say.channel_id > where.channel_identifier",
          "who.user_id > dm.user_id",
        ],
      );
      expect(status).toBe("COMPLETED");
      expect(of("where")).toMatchObject({
        channel_name: ["general"],
        server_id: [GUILD],
        channel_type: ["text"],
      });
      expect(of("who")).toMatchObject({ username: ["eve"], display_name: ["Eve"], is_bot: [false] });
      const said = discord.sent.map(({ content }) => content);
      // 2000 characters each, and no character is cut in two.
      expect(said).toEqual(expect.arrayContaining([`${"é".repeat(1999)}🍵`, "tea", "Yes", "So", "Hi"]));
      expect(discord.sent.find(({ content }) => content === "Yes")).toMatchObject({
        message_reference: { message_id: of("say")["message_id"]?.[0] },
      });
      expect(discord.sent.find(({ embeds }) => embeds.length > 0)).toMatchObject({
        embeds: [{ title: "Tea" }],
      });
      expect(discord.sent.find(({ files }) => files.length > 0)).toMatchObject({
        files: [{ name: "tea.txt", text: "tea" }],
      });
      expect(discord.channels.get(String(of("thread")["thread_id"]?.[0]))).toMatchObject({ name: "Cups" });
    });

    it("says what is wrong with a message, and takes it once when it was busy", async () => {
      const content = "x".repeat(2001);
      const wrong = { channel_id: GENERAL, message_id: "1", reply_content: content };
      const { of } = await run(
        [node("long", replyToDiscordMessage, wrong), handOn("after", "went on")],
        ["long.error > after.input"],
      );
      expect(of("long")).toEqual({
        error: [expect.stringMatching(/^Discord answered 400: Invalid Form Body: \w+/)],
      });
      discord.tire();
      const say = { channel_name: GENERAL, message_content: "Later" };
      expect((await run([node("later", sendDiscordMessage, say)])).status).toBe("COMPLETED");
      expect(discord.sent.filter(({ content: said }) => said === "Later")).toHaveLength(1);
    });
  });
}

export function telegramStories({ fakes: { telegram }, node, handOn, run }: World): void {
  const chat = { chat_id: 4711 };
  describe("Telegram", () => {
    it("has messages sent, answered, changed and deleted", async () => {
      const { status, of } = await run(
        [
          node("say", sendTelegramMessage, { ...chat, text: "Tea?", parse_mode: "MarkdownV2" }),
          node("reply", replyToTelegramMessage, { ...chat, text: "Yes" }),
          node("edit", editTelegramMessage, { ...chat, text: "Yes!" }),
          node("gone", sendTelegramMessage, { ...chat, text: "Forget it" }),
          node("delete", deleteTelegramMessage, chat),
        ],
        [
          "say.message_id > reply.reply_to_message_id",
          "reply.message_id > edit.message_id",
          "gone.message_id > delete.message_id",
        ],
      );
      expect(status).toBe("COMPLETED");
      const [asked] = of("say")["message_id"] ?? [];
      expect(telegram.messages.map(({ text, reply }) => ({ text, reply }))).toEqual([
        { text: "Tea?", reply: undefined },
        { text: "Yes!", reply: asked },
      ]);
    });

    it("has files of every kind sent, and one read back into the workspace", async () => {
      const { status, of } = await run([
        node("photo", sendTelegramPhoto, { ...chat, photo: TEXT, caption: "Look", parse_mode: "HTML" }),
        node("voice", sendTelegramVoice, { ...chat, voice: TEXT, duration: 3 }),
        node("audio", sendTelegramAudio, { ...chat, audio: TEXT, title: "Tea", performer: "Ada" }),
        node("video", sendTelegramVideo, { ...chat, video: TEXT }),
        node("document", sendTelegramDocument, { ...chat, document: TEXT, filename: "tea.txt" }),
      ]);
      expect(status).toBe("COMPLETED");
      const sent = telegram.messages.flatMap(({ file, text, more }) =>
        file === undefined ? [] : [{ file, text, more }],
      );
      expect(sent.map(({ file }) => file.kind).toSorted()).toEqual([
        "audio",
        "document",
        "photo",
        "video",
        "voice",
      ]);
      expect(sent.find(({ file }) => file.kind === "voice")).toMatchObject({ more: { duration: 3 } });
      expect(sent.find(({ file }) => file.kind === "document")).toMatchObject({
        file: { name: "tea.txt", content: "tea" },
      });
      const file_id = sent.find(({ file }) => file.kind === "document")?.file.id ?? "";
      const read = await run([node("get", getTelegramFile, { file_id })]);
      expect(read.of("get")["file"]).toEqual([expect.stringMatching(/^workspace:\/\//)]);
      expect(of("photo")["status"]).toEqual(["Photo sent"]);
    });

    it("says what it refuses, and is asked again after the time that it names", async () => {
      const nobody = { chat_id: 1, text: "Tea?" };
      const { of } = await run(
        [node("nobody", sendTelegramMessage, nobody), handOn("after", "went on")],
        ["nobody.error > after.input"],
      );
      expect(of("nobody")).toEqual({ error: ["Telegram answered 400: Bad Request: chat not found"] });
      telegram.tire();
      const { status } = await run([node("later", sendTelegramMessage, { ...chat, text: "Later" })]);
      expect(status).toBe("COMPLETED");
      expect(telegram.messages.filter(({ text }) => text === "Later")).toHaveLength(1);
    });
  });
}
