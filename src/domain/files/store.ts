export interface StoredFile {
  bytes: Uint8Array;
  contentType: string;
  name: string;
}

/** Where the bytes of files are kept. */
export interface FileStore {
  /** Writes over what is there. */
  put(key: string, file: StoredFile): Promise<void>;
  get(key: string): Promise<StoredFile | null>;
  /** Up to 1,000 of them; those that are not there are passed over. */
  delete(keys: readonly string[]): Promise<void>;
}
