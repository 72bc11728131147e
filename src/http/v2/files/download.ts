import * as z from "zod";
import { downloadFile } from "#domain/files/download.ts";
import { route } from "../../route.ts";
import { fileParams } from "./present.ts";

export const downloadFileRoute = route({
  method: "GET",
  path: "/files/:file_id",
  scope: "READ_GRAPH",
  summary: "A file that was uploaded, or that a run wrote",
  params: fileParams,
  response: z.null(),
  media: "*/*",
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params }) => {
    const { bytes, contentType, name } = await downloadFile(ctx, params.file_id);
    return new Response(bytes, {
      headers: {
        "content-type": contentType,
        "content-disposition": `attachment; filename="${plain(name)}"; filename*=UTF-8''${extended(name)}`,
        "x-content-type-options": "nosniff",
        // The type is the uploader's word: a browser must not take the file for a page of ours.
        "content-security-policy": "default-src 'none'; sandbox",
        "cache-control": "private, no-store",
      },
    });
  },
});

/** RFC 8187, section 3.2.1: what `encodeURIComponent` leaves alone and an extended value may not hold. */
const extended = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /['()*]/g,
    (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** The name for clients that know no extended value (RFC 6266, appendix D), such as `curl -J`. */
const plain = (text: string): string => text.replaceAll(/[^\x20-\x7e]|["%/\\]/gu, "_");
