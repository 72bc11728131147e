import type { Clock } from "#lib/clock.ts";
import type { Db } from "#store/db.ts";
import { FILE_QUOTA, type FileRecord, forgetFile, recordFile } from "./records.ts";
import type { FileStore, StoredFile } from "./store.ts";

export const MAX_FILE_BYTES = 10 * 1024 * 1024;

const REFERENCE = /^workspace:\/\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:#.*)?$/i;

/** `workspace://<id>#<content type>`: what graphs hand from node to node in a file's place. */
export const referenceTo = (id: string, { contentType }: Pick<StoredFile, "contentType">): string =>
  `workspace://${id}#${mediaTypeOf(contentType)}`;

/** The id that a reference names; null when it is none. */
export const idIn = (reference: string): string | null =>
  REFERENCE.exec(reference)?.[1]?.toLowerCase() ?? null;

/** A file of this user; whoever names somebody else's finds nothing. */
export const readFile = (store: FileStore, userId: string, id: string): Promise<StoredFile | null> =>
  store.get(keyOf(userId, id));

export interface FileDeps {
  db: Db;
  files: FileStore;
  now: Clock;
}

/** Files that runs write are kept so long. */
const WRITTEN_MS = 30 * 24 * 60 * 60 * 1000;

/**
 * Keeps a file under an id, over what is there; answers it as it is kept: its name and type may be cleaned. Null when
 * its owner has no room for it.
 */
export async function writeFile(
  { db, files, now }: FileDeps,
  userId: string,
  id: string,
  { bytes, contentType, name, isOfRun }: StoredFile & { isOfRun: boolean },
): Promise<FileRecord | null> {
  const kept = { bytes, contentType: contentTypeOf(contentType), name: nameOf(name) };
  const createdAt = now();
  const expiresAt = isOfRun ? createdAt + WRITTEN_MS : null;
  const record: FileRecord = {
    id,
    name: kept.name,
    contentType: kept.contentType,
    size: bytes.byteLength,
    createdAt,
    expiresAt,
  };
  // First of all the record: bytes that nothing knows of would be counted for nobody and stay for ever.
  const recorded = await recordFile(db, userId, record);
  if (recorded === null) return null;
  try {
    await files.put(keyOf(userId, id), kept);
  } catch (error) {
    // What was there before still is.
    if (recorded.previous !== null) await recordFile(db, userId, recorded.previous);
    else await takeBack({ db, files }, userId, id);
    throw error;
  }
  return record;
}

/** The store may have kept it and only failed to say so. */
async function takeBack({ db, files }: Omit<FileDeps, "now">, userId: string, id: string): Promise<void> {
  await files.delete([keyOf(userId, id)]).catch(() => undefined);
  await forgetFile(db, userId, id);
}

export const NO_ROOM = `Files may have ${FILE_QUOTA} bytes together: delete some that are not needed any more`;

export const keyOf = (userId: string, id: string): string => `files/${userId}/${id}`;

const TOKEN = "[\\w!#$%&'*+.^`|~-]+";
const MEDIA_TYPE = new RegExp(`^${TOKEN}/${TOKEN}$`);

/** RFC 9110, section 8.3.1: type/subtype, and of its parameters the character set at most. */
function contentTypeOf(given: string): string {
  const mediaType = mediaTypeOf(given);
  const charset = /;\s*charset="?([\w-]{1,40})"?/i.exec(given)?.[1];
  return charset === undefined ? mediaType : `${mediaType}; charset=${charset}`;
}

function mediaTypeOf(contentType: string): string {
  const [mediaType = ""] = contentType.split(";");
  const trimmed = mediaType.trim().toLowerCase();
  return trimmed.length <= 100 && MEDIA_TYPE.test(trimmed) ? trimmed : "application/octet-stream";
}

/** The last part of a path, without what file systems and headers cannot have. */
function nameOf(given: string): string {
  const last = given.split(/[\\/]/).at(-1) ?? "";
  const name = last
    .toWellFormed()
    .replace(/[\p{Cc}"<>|:*?]/gu, "_")
    .trim()
    .slice(0, 200);
  return name === "" || /^\.+$/.test(name) ? "file" : name;
}
