import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { type ApiClient, apiClient } from "../api.ts";
import type { BlockIo } from "../block.ts";
import { type CredentialRef, credentialPin, exampleCredential } from "../credential-pin.ts";
import { anyDict } from "../pins.ts";

const NOTION = {
  name: "Notion",
  base: "https://api.notion.com/v1",
  headers: { "notion-version": "2022-06-28" },
};

export const notion = (io: BlockIo, using: CredentialRef): ApiClient => apiClient(NOTION, io, using);

export const notionCredentials = () =>
  credentialPin({ provider: "notion", types: ["api_key", "oauth2"], description: "Your Notion account" });

export const notionExample = exampleCredential("notion", "oauth2");

const RichText = z.array(z.object({ plain_text: z.string() }));

/** A page, a database or a row, as far as its title goes. */
export const Titled = () =>
  z.looseObject({
    id: z.string(),
    url: z.string().default(""),
    title: RichText.optional(),
    properties: anyDict().default({}),
  });

const TitleProperty = z.object({ type: z.literal("title"), title: RichText });

export function titleOf({ title, properties }: z.output<ReturnType<typeof Titled>>): string {
  for (const property of Object.values(properties)) {
    const found = TitleProperty.safeParse(property);
    if (found.success) return plainText(found.data.title);
  }
  return title === undefined ? "" : plainText(title);
}

export const plainText = (rich: z.output<typeof RichText>): string =>
  rich.map(({ plain_text }) => plain_text).join("");

/** Text as Notion takes it: at most 2000 characters in a piece. */
export const richText = (text: string): JsonObject[] =>
  (text.match(/[\s\S]{1,2000}/g) ?? []).map((content) => ({ type: "text", text: { content } }));
