import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { githubCredentials, repoPin } from "./api.ts";

const STATUSES = ["queued", "in_progress", "completed", "waiting", "requested", "pending"] as const;

const CONCLUSIONS = [
  "success",
  "failure",
  "neutral",
  "cancelled",
  "timed_out",
  "action_required",
  "skipped",
] as const;

export const checkRunPins = () => ({ credentials: githubCredentials(), repo_url: repoPin() });

export const statusPin = () => z.enum(STATUSES).describe("How far it is");

export const conclusionPin = () => z.enum(CONCLUSIONS).describe("How it went");

/** What creating and changing a check answers. */
export const CheckRun = () =>
  z.object({ id: z.int(), html_url: z.string().nullable(), status: z.string() }).describe("The check");

interface Report {
  output_title?: string | undefined;
  output_summary?: string | undefined;
  output_text?: string | undefined;
}

/** GitHub takes no report without a title and a summary; nothing when there is nothing to say. */
export function reportOf({ output_title, output_summary, output_text }: Report): JsonObject {
  if (!output_title && !output_summary && !output_text) return {};
  const output = { title: output_title || "Report", summary: output_summary ?? "" };
  return { output: { ...output, ...(output_text && { text: output_text }) } };
}
