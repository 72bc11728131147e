import type { FileStore, StoredFile } from "#domain/files/store.ts";

/** A file store in memory. */
export function memoryFiles(): FileStore {
  const kept = new Map<string, StoredFile>();
  return {
    put: async (key, file) => void kept.set(key, file),
    get: async (key) => kept.get(key) ?? null,
    delete: async (keys) => {
      for (const key of keys) kept.delete(key);
    },
  };
}
