import { describe, expect, it } from "vitest";
import { htmlText } from "#blocks/google/html-text.ts";
import { composed } from "#blocks/google/mime.ts";
import { cpuClock } from "../cpu-clock.ts";
import { quietIo } from "./run.ts";

const plain = { to: ["eve@example.com"], cc: [], bcc: [], subject: "Hi", body: "Hi", contentType: undefined };

const textOf = async (draft: Parameters<typeof composed>[0], files = quietIo().files) =>
  Buffer.from(await composed(draft, { ...quietIo(), files }), "base64url").toString();

describe("a message", () => {
  it("carries files under their names, each line short enough for any server", async () => {
    const file = { bytes: new Uint8Array(200).fill(65), contentType: "image/png", name: 'a "b" é.png' };
    const files = { ...quietIo().files, read: async () => file };
    const text = await textOf({ ...plain, attachments: ["workspace://1"] }, files);
    expect(text).toContain("filename*=UTF-8''a%20%22b%22%20%C3%A9.png");
    expect(text).toMatch(/boundary="([\w-]+)"\r\n\r\n--\1\r\n[\s\S]+\r\n--\1--$/);
    expect(Math.max(...text.split("\r\n").map((line: string) => line.length))).toBeLessThanOrEqual(78);
  });

  it("encodes a long subject word by word, cutting no character", async () => {
    const subject = "é☂".repeat(40);
    const [, header = ""] =
      /^Subject: (.*)$/m.exec(await textOf({ ...plain, subject, attachments: [] })) ?? [];
    const words = header.trim().split(" ");
    expect(Math.max(...words.map((word) => word.length))).toBeLessThanOrEqual(75);
    const decoded = words.map((word) =>
      Buffer.from(word.slice("=?UTF-8?B?".length, -2), "base64").toString(),
    );
    expect(decoded.join("")).toBe(subject);
  });

  it.each(["to", "cc", "bcc"])("is refused with a line break in %s", async (field) => {
    const draft = { ...plain, [field]: ["eve@example.com\r\nBcc: bob@example.com"], attachments: [] };
    await expect(composed(draft, quietIo())).rejects.toThrow("has a line break");
  });
});

describe("the text of HTML", () => {
  it.each([
    ["<p>Hi <b>Ada</b></p>", "Hi Ada"],
    ["<STYLE>p{}</STYLE>Hi<script>x<y</script>!", "Hi!"],
    ["1 < 2", "1"],
    ["<style>never closed", ""],
  ])("%j is %j", (html, text) => {
    expect(htmlText(html)).toBe(text);
  });

  it("is found in milliseconds, whatever was sent", () => {
    const taken = cpuClock();
    htmlText("<style>".repeat(200_000));
    htmlText("<".repeat(1_000_000));
    expect(taken()).toBeLessThan(1500);
  });
});
