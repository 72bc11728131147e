import { unavailable } from "#lib/errors.ts";

interface KeptFile {
  bytes: Uint8Array;
  contentType: string;
  name: string;
}

/** Files in an R2 bucket: the bytes as they are, the type and the name beside them. */
export function r2Files(bucket: R2Bucket) {
  return {
    async put(key: string, { bytes, contentType, name }: KeptFile): Promise<void> {
      // Metadata are headers: ASCII only.
      const customMetadata = { name: encodeURIComponent(name) };
      await reached(bucket.put(key, bytes, { httpMetadata: { contentType }, customMetadata }));
    },
    async get(key: string): Promise<KeptFile | null> {
      const object = await reached(bucket.get(key));
      if (object === null) return null;
      return {
        bytes: new Uint8Array(await reached(object.arrayBuffer())),
        contentType: object.httpMetadata?.contentType ?? "application/octet-stream",
        name: decodeURIComponent(object.customMetadata?.["name"] ?? "file"),
      };
    },
    delete: (keys: readonly string[]): Promise<void> => reached(bucket.delete([...keys])),
  };
}

async function reached<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw unavailable("The file store", error);
  }
}
