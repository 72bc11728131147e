import * as z from "zod";
import type { AppError } from "#lib/errors.ts";

/** The shape of errors on the doors of seeds 000, 001 and 002. */
export const DetailBody = z.object({
  detail: z.union([
    z.string(),
    z.array(z.object({ loc: z.array(z.union([z.string(), z.int()])), msg: z.string(), type: z.string() })),
  ]),
});

/** A message; for a request that is not valid a list of what is wrong with it and where. */
export function detailBody({ code, message, details }: AppError): z.input<typeof DetailBody> {
  const { issues, in: where } = details;
  if (code !== "VALIDATION_ERROR" || !Array.isArray(issues)) return { detail: message };
  const detail = Issues.parse(issues).map((issue) => ({
    loc: [typeof where === "string" ? where : "body", ...stepsOf(issue.path)],
    msg: issue.message,
    type: "value_error",
  }));
  return { detail };
}

const Issues = z.array(z.object({ path: z.string(), message: z.string() }));

/** `nodes[3].id` as `nodes`, 3, `id`. */
const stepsOf = (path: string): (string | number)[] =>
  [...path.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, key]) => key ?? Number(index));
