import type { Json, JsonObject } from "#lib/json.ts";
import type { CredentialRef } from "./credential-pin.ts";

export interface FileContent {
  bytes: Uint8Array;
  contentType: string;
  /** What people call it. */
  name: string;
}

/** Files that nodes read and write. A reference is a text: `workspace://<id>`, a data URI, or an http(s) address. */
export interface Files {
  /** Throws a BlockError for a reference to nothing, to somebody else's file, or to one that is too large. */
  read(reference: string): Promise<FileContent>;
  /** Keeps a file and answers its `workspace://` reference. A step that is tried again writes over what it wrote. */
  write(file: FileContent): Promise<string>;
}

/** Who shares what is remembered: runs of the same graph, or all runs of the user. */
export const MEMORY_SCOPES = ["within_agent", "across_agents"] as const;

export type MemoryScope = (typeof MEMORY_SCOPES)[number];

/** What runs leave for later runs of the same user. */
export interface Memory {
  /** Undefined when nothing is kept under the key. */
  recall(scope: MemoryScope, key: string): Promise<Json | undefined>;
  remember(scope: MemoryScope, key: string, value: Json): Promise<void>;
}

export interface SqlRequest {
  host: string;
  port: number;
  database: string;
  query: string;
  isReadOnly: boolean;
  timeoutMs: number;
  maxRows: number;
  using: CredentialRef;
}

export interface SqlAnswer {
  columns: string[];
  rows: JsonObject[];
  /** There were more rows. */
  truncated: boolean;
  /** Of a statement that changes rows; null of any other. */
  affectedRows: number | null;
}

/** PostgreSQL servers of the user. */
export interface Sql {
  /** Throws a BlockError, also with what the server objects to. */
  query(request: SqlRequest): Promise<SqlAnswer>;
}

export interface MailMessage {
  server: { host: string; port: number };
  to: string[];
  subject: string;
  text: string;
  /** Also says who sends. */
  using: CredentialRef;
}

/** E-mail through SMTP servers of the user. */
export interface Mail {
  /** Throws a BlockError unless the server took the message. */
  send(message: MailMessage): Promise<void>;
}
