import * as z from "zod";
import type { StoredFile } from "#domain/files/store.ts";
import { uploadFile } from "#domain/files/upload.ts";
import { MAX_FILE_BYTES } from "#domain/files/workspace.ts";
import { invalid } from "#lib/errors.ts";
import { route } from "../../route.ts";
import { FileBody, presentFile } from "./present.ts";

/** What a form adds around the file that is in it. */
const FORM_BYTES = 10_000;

export const uploadFileRoute = route({
  method: "POST",
  path: "/files",
  scope: "EXECUTE_GRAPH",
  summary: "Keep a file for runs to read: as the body, or as the field `file` of a form",
  query: z.object({
    name: z.string().max(1000).optional().describe("What a file that is the body is called"),
  }),
  maxBytes: MAX_FILE_BYTES + FORM_BYTES,
  response: FileBody,
  status: 201,
  errors: ["VALIDATION_ERROR", "PAYLOAD_TOO_LARGE"],
  handle: async (ctx, { query, bytes, headers }) => {
    const contentType = headers.get("content-type") ?? "application/octet-stream";
    const file = /^multipart\/form-data\b/i.test(contentType)
      ? await fileInForm(bytes, contentType)
      : { bytes, contentType, name: query.name ?? "file" };
    return presentFile(await uploadFile(ctx, file));
  },
});

async function fileInForm(bytes: Uint8Array, contentType: string): Promise<StoredFile> {
  const form = await new Response(bytes, { headers: { "content-type": contentType } })
    .formData()
    .catch(() => null);
  const file = form?.get("file");
  if (!(file instanceof File))
    throw invalid([{ path: "file", message: "The form has no file in this field" }]);
  return { bytes: new Uint8Array(await file.arrayBuffer()), contentType: file.type, name: file.name };
}
