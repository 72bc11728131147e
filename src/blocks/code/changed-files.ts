import * as z from "zod";
import type { Files } from "../ports.ts";
import type { Sandbox } from "./sandbox.ts";

const HOME = "/home/user";
const DEPTH = 5;
const MAX_FILES = 20;
const MAX_BYTES = 10 * 1024 * 1024;
const MAX_INLINE = 100_000;

const Entry = z.object({
  name: z.string(),
  path: z.string(),
  type: z.string(),
  size: z.coerce.number().default(0), // 64-bit numbers are texts in the JSON of protocol buffers
  modifiedTime: z.string().default(""),
});

type FileEntry = z.output<typeof Entry>;

/** Files of the home directory, without hidden ones and installed packages. */
export async function listFiles({ envd }: Sandbox): Promise<FileEntry[]> {
  const Listing = z.object({ entries: z.array(Entry).default([]) });
  const { entries } = await envd.ask(Listing, "/filesystem.Filesystem/ListDir", {
    method: "POST",
    body: { path: HOME, depth: DEPTH },
  });
  return entries.filter(({ path, type }) => type === "FILE_TYPE_FILE" && !/\/(\.|node_modules\/)/.test(path));
}

/** Copies what is new or changed since `before` to the workspace: at most 20 files of at most 10 MiB. */
export async function keepChanged(sandbox: Sandbox, before: readonly FileEntry[], files: Files) {
  const known = new Set(before.map(stateOf));
  const changed = (await listFiles(sandbox)).filter((entry) => !known.has(stateOf(entry)));
  const kept = [];
  for (const { path, name } of changed.filter(({ size }) => size <= MAX_BYTES).slice(0, MAX_FILES)) {
    const answer = await sandbox.envd.send("/files", { query: { path, username: "user" } });
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const content = textOf(bytes);
    const contentType = content === undefined ? "application/octet-stream" : "text/plain; charset=utf-8";
    const workspace_ref = await files.write({ bytes, name, contentType });
    kept.push({ path, name, content: content ?? "", workspace_ref });
  }
  return kept;
}

const stateOf = ({ path, size, modifiedTime }: FileEntry): string => `${path} ${size} ${modifiedTime}`;

/** Undefined of what is not UTF-8 text, or is too long to be handed from node to node. */
function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.length > MAX_INLINE) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
