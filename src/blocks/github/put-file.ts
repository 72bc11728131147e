import * as z from "zod";
import { toBase64 } from "#lib/base64.ts";
import type { Json } from "#lib/json.ts";
import type { ApiClient } from "../api.ts";

interface FileToPut {
  path: string;
  content: string;
  branch: string;
  message: string;
  /** Of the version that is replaced. */
  sha?: string;
}

/** Commits one file as UTF-8 text; answers its page and the commit. */
export async function putFile(client: ApiClient, { path, content, sha, ...file }: FileToPut) {
  const Put = z.object({
    content: z.object({ html_url: z.string() }),
    commit: z.object({ sha: z.string() }),
  });
  const body: Json = {
    message: file.message,
    content: toBase64(new TextEncoder().encode(content)),
    branch: file.branch,
    ...(sha !== undefined && { sha }),
  };
  const put = await client.ask(Put, path, { method: "PUT", body });
  return { url: put.content.html_url, sha: put.commit.sha };
}
