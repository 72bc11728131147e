import type { JsonObject } from "#lib/json.ts";
import { describedApi, type FakeApi, Refusal, type Tokens } from "../described.ts";
import { factsOf, textIn } from "../facts.ts";
import { google } from "./dialect.ts";

export interface DriveFile {
  name: string;
  mimeType: string;
  permissions: Map<string, JsonObject>;
  /** What it is as another type of file. */
  exported(mimeType: string): string | null;
}

/** The files of an account by their ids; Docs and Sheets put theirs here. */
export type Files = Map<string, DriveFile>;

const ROLES = ["owner", "organizer", "fileOrganizer", "writer", "commenter", "reader"];

/** Drive, for who may see a file and for files as other types. `notices` are the mails that people got. */
export function fakeDrive(tokens: Tokens, files: Files): FakeApi & { notices: URLSearchParams[] } {
  const notices: URLSearchParams[] = [];
  const file = (id: string | undefined): DriveFile => {
    const found = files.get(id ?? "");
    if (found === undefined) throw new Refusal(404, `File not found: ${id}.`);
    return found;
  };
  const api = describedApi(factsOf("drive"), google, tokens, {
    "files.get": ({ params }) => {
      const { name, mimeType } = file(params["fileId"]);
      return { kind: "drive#file", id: params["fileId"] ?? "", name, mimeType };
    },
    "files.export": ({ params, query }) => {
      const type = query.get("mimeType") ?? "";
      const text = file(params["fileId"]).exported(type);
      if (text === null) throw new Refusal(400, "The requested conversion is not supported.");
      return new Response(text, { headers: { "content-type": type } });
    },
    "permissions.list": ({ params }) => ({ permissions: [...file(params["fileId"]).permissions.values()] }),
    "permissions.create": ({ params, query, body }) => {
      const { permissions } = file(params["fileId"]);
      const permission = permissionOf(body, permissions.size);
      const isMailed = query.get("sendNotificationEmail") !== "false" && body["type"] === "user";
      if (!isMailed && query.has("emailMessage")) throw new Refusal(400, "There is no mail to put it into");
      if (isMailed) notices.push(query);
      permissions.set(textIn(permission, "id"), permission);
      return permission;
    },
    "permissions.delete": ({ params }) => {
      const id = params["permissionId"] ?? "";
      if (!file(params["fileId"]).permissions.delete(id))
        throw new Refusal(404, `Permission not found: ${id}.`);
      return new Response(null, { status: 204 });
    },
  });
  return { ...api, notices };
}

function permissionOf(body: JsonObject, count: number): JsonObject {
  const [type, role, emailAddress] = [
    textIn(body, "type"),
    textIn(body, "role"),
    textIn(body, "emailAddress"),
  ];
  if (!ROLES.includes(role)) throw new Refusal(400, "The specified role is invalid or not supported.");
  if (type === "anyone" && role === "owner") throw new Refusal(403, "Nobody can own it for everybody");
  if (type === "user" && !emailAddress.includes("@")) {
    throw new Refusal(400, "The specified emailAddress is invalid or not applicable for the given type.");
  }
  const id = type === "anyone" ? "anyoneWithLink" : String(10 + count);
  return { kind: "drive#permission", id, type, role, ...(type === "user" && { emailAddress }) };
}
