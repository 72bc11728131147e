import * as z from "zod";
import { listDeadLetters } from "#domain/dead-letters/list.ts";
import { route } from "../../route.ts";
import { Pagination, pageOf, pageQuery, presentPagination } from "../page.ts";
import { DeadLetterBody, presentDeadLetter } from "./present.ts";

export const listDeadLettersRoute = route({
  method: "GET",
  path: "/dead-letters",
  scope: "runs:read",
  summary: "List what failed after all its tries, newest first",
  query: z.object(pageQuery()),
  response: z.object({ dead_letters: z.array(DeadLetterBody), pagination: Pagination }),
  errors: ["VALIDATION_ERROR", "UNAVAILABLE"],
  handle: async (ctx, { query }) => {
    const page = await listDeadLetters(ctx, pageOf(query));
    return { dead_letters: page.items.map(presentDeadLetter), pagination: presentPagination(page) };
  },
});
