import * as z from "zod";
import { listFiles } from "#domain/files/list.ts";
import { FILE_QUOTA } from "#domain/files/records.ts";
import { route } from "../../route.ts";
import { Pagination, pageOf, pageQuery, presentPagination } from "../page.ts";
import { FileBody, presentFile } from "./present.ts";

export const listFilesRoute = route({
  method: "GET",
  path: "/files",
  scope: "READ_GRAPH",
  summary: "List the files that were uploaded, and that runs wrote, newest first",
  query: z.object(pageQuery()),
  response: z.object({
    files: z.array(FileBody),
    usage: z.object({ bytes: z.int(), limit: z.int() }).describe("Of all files together"),
    pagination: Pagination,
  }),
  errors: ["VALIDATION_ERROR"],
  handle: async (ctx, { query }) => {
    const page = await listFiles(ctx, pageOf(query));
    return {
      files: page.items.map(presentFile),
      usage: { bytes: page.bytes, limit: FILE_QUOTA },
      pagination: presentPagination(page),
    };
  },
});
