import * as z from "zod";
import type { Json } from "#lib/json.ts";
import type { ApiClient } from "../api.ts";
import { BlockError, type BlockIo } from "../block.ts";
import { credentialOf, type DriveFile, googleClient } from "./api.ts";

const BASE = "https://www.googleapis.com/drive/v3";

export const DOCUMENT = "application/vnd.google-apps.document";
export const SPREADSHEET = "application/vnd.google-apps.spreadsheet";

export interface File extends ApiClient {
  /** Calls below the file. */
  path(rest: string): string;
}

export function fileOf(io: BlockIo, file: DriveFile): File {
  const client = googleClient(io, BASE, credentialOf(file));
  return { ...client, path: (rest) => `/files/${encodeURIComponent(file.id)}${rest}` };
}

/** Where people open a file of Google's own editors. */
export const editorUrl = (type: string, id: string): string =>
  `https://docs.google.com/${type === SPREADSHEET ? "spreadsheets" : "document"}/d/${encodeURIComponent(id)}/edit`;

const shareLink = (type: string, { id }: DriveFile): string => `${editorUrl(type, id)}?usp=sharing`;

export const sharePins = () => ({
  email: z.string().default("").describe("Who gets access; nobody new unless given"),
  role: z.enum(["reader", "writer", "commenter"]).default("reader").describe("What they may do"),
  send_notification: z.boolean().default(true).describe("Whether they are told by mail"),
  message: z.string().default("").describe("What the mail says"),
});

export const publicPins = () => ({
  public: z.boolean().default(true).describe("Whether everybody who has the link gets access"),
  role: z.enum(["reader", "commenter"]).default("reader").describe("What they may do"),
});

export const shareOutput = () => ({
  result: z.custom<Json>((value) => value !== undefined).describe("Who has access now, as Google tells it"),
  share_link: z.string().describe("The link to pass on"),
});

type Pins<P extends () => z.ZodRawShape> = z.output<z.ZodObject<ReturnType<P>>>;

/** Lets somebody see or change a file; answers the link. */
export async function shareFile(io: BlockIo, type: string, file: DriveFile, pins: Pins<typeof sharePins>) {
  const link = shareLink(type, file);
  if (pins.email === "") return { result: {}, link };
  if (pins.message !== "" && !pins.send_notification)
    throw new BlockError("A message needs send_notification");
  const drive = fileOf(io, file);
  const result = await drive.ask(Permission(), drive.path("/permissions"), {
    method: "POST",
    query: { sendNotificationEmail: pins.send_notification, emailMessage: pins.message },
    body: { type: "user", role: pins.role, emailAddress: pins.email },
  });
  return { result, link };
}

/** Opens a file to everybody who has the link, or closes it again. */
export async function setPublic(io: BlockIo, type: string, file: DriveFile, pins: Pins<typeof publicPins>) {
  const drive = fileOf(io, file);
  const link = shareLink(type, file);
  const path = drive.path("/permissions");
  if (pins.public) {
    const body = { type: "anyone", role: pins.role };
    return { result: await drive.ask(Permission(), path, { method: "POST", body }), link };
  }
  const Found = z.object({ permissions: z.array(Permission()).default([]) });
  const query = { fields: "permissions(id,type)" };
  const { permissions } = await drive.ask(Found, path, { query });
  const open = permissions.filter((permission) => permission.type === "anyone");
  for (const { id } of open) await drive.send(`${path}/${encodeURIComponent(id)}`, { method: "DELETE" });
  return { result: { removed: open.map(({ id }) => id) }, link };
}

const Permission = () => z.object({ id: z.string(), type: z.string(), role: z.string().default("") });
