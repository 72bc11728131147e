import * as z from "zod";
import type { ApiClient } from "../api.ts";

/** Hides a reply to a post of one's own, or shows it again; answers whether it is hidden now. */
export async function setHidden(client: ApiClient, tweetId: string, hidden: boolean): Promise<boolean> {
  const Answer = z.object({ data: z.object({ hidden: z.boolean() }) });
  const path = `/tweets/${encodeURIComponent(tweetId)}/hidden`;
  return (await client.ask(Answer, path, { method: "PUT", body: { hidden } })).data.hidden;
}
