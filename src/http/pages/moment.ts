import { html } from "hono/html";
import { iso } from "#lib/clock.ts";
import type { Html } from "./page.ts";

/** A moment as people write it, in their time zone or UTC; `ms` since the epoch. */
export function moment(ms: number, timezone: string | null): Html {
  const text = new Intl.DateTimeFormat("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: timezone ?? "UTC",
  }).format(ms);
  return html`<time datetime="${iso(ms)}">${text}${timezone === null ? " UTC" : ""}</time>`;
}
