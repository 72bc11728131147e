import * as z from "zod";
import { deleteFile } from "#domain/files/delete.ts";
import { route } from "../../route.ts";
import { fileParams } from "./present.ts";

export const deleteFileRoute = route({
  method: "DELETE",
  path: "/files/:file_id",
  scope: "EXECUTE_GRAPH",
  summary: "Delete a file; runs that are given it find nothing from then on",
  params: fileParams,
  response: z.null(),
  status: 204,
  errors: ["NOT_FOUND", "VALIDATION_ERROR"],
  handle: async (ctx, { params }) => {
    await deleteFile(ctx, params.file_id);
    return null;
  },
});
