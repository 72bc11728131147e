import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { BlockError, block } from "../block.ts";
import { googleCredentials, googleExample } from "./api.ts";
import { calendar, calendarPath } from "./calendar.ts";

const Timing = () =>
  z.union([
    z.object({
      discriminator: z.literal("exact_timing"),
      start_datetime: z.string(),
      end_datetime: z.string(),
    }),
    z.object({
      discriminator: z.literal("duration_timing"),
      start_datetime: z.string(),
      duration_minutes: z.number().positive(),
    }),
  ]);

const Recurrence = () =>
  z.union([
    z.object({ discriminator: z.literal("one_time") }),
    z.object({
      discriminator: z.literal("recurring"),
      frequency: z.enum(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]).default("WEEKLY"),
      count: z.int().positive().default(10),
    }),
  ]);

export const googleCalendarCreateEvent = block({
  id: "ed2ec950-fbff-4204-94c0-023fb1d625e0",
  name: "GoogleCalendarCreateEventBlock",
  description: "Puts an event into a Google calendar.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () =>
    z.object({
      credentials: googleCredentials("calendar"),
      event_title: z.string().describe("What it is"),
      location: z.string().optional().describe("Where it is"),
      description: z.string().optional().describe("More about it"),
      timing: Timing().optional().describe("When it is; for an hour, an hour from now, unless given"),
      calendar_id: z.string().default("primary").describe("Which calendar"),
      guest_emails: z.array(z.string()).default([]).describe("Who is invited"),
      send_notifications: z.boolean().default(true).describe("Whether they are told by mail"),
      add_google_meet: z.boolean().default(false).describe("Whether there is a video call"),
      recurrence: Recurrence().optional().describe("Whether it comes again; it does not unless given"),
      reminder_minutes: z
        .array(z.int())
        .optional()
        .describe("Minutes before it to be reminded; 10 unless given"),
    }),
  output: () =>
    z.object({
      event_id: z.string().describe("Id of the event"),
      event_link: z.string().describe("Its page"),
    }),
  async *run({ credentials, calendar_id, send_notifications, ...event }, io) {
    const Made = z.object({ id: z.string(), htmlLink: z.string() });
    const made = await calendar(io, credentials).ask(Made, calendarPath(calendar_id), {
      method: "POST",
      query: {
        sendUpdates: send_notifications ? "all" : "none",
        conferenceDataVersion: event.add_google_meet ? 1 : undefined,
      },
      body: eventOf(event, io.now, io.idempotencyKey),
    });
    yield ["event_id", made.id];
    yield ["event_link", made.htmlLink];
  },
  examples: [
    {
      input: {
        credentials: googleExample,
        event_title: "Tea",
        timing: {
          discriminator: "duration_timing",
          start_datetime: "2026-11-22T10:00:00+01:00",
          duration_minutes: 30,
        },
        guest_emails: ["eve@example.com"],
        recurrence: { discriminator: "recurring", frequency: "DAILY", count: 3 },
      },
      answers: [
        {
          method: "POST",
          url: "https://www.googleapis.com/calendar/v3/calendars/primary/events?sendUpdates=all",
          requestBody: {
            summary: "Tea",
            start: { dateTime: "2026-11-22T09:00:00.000Z", timeZone: "UTC" },
            end: { dateTime: "2026-11-22T09:30:00.000Z", timeZone: "UTC" },
            attendees: [{ email: "eve@example.com" }],
            recurrence: ["RRULE:FREQ=DAILY;COUNT=3"],
            reminders: { useDefault: false, overrides: [{ method: "popup", minutes: 10 }] },
          },
          body: { id: "e1", htmlLink: "https://calendar.google.com/e1" },
        },
      ],
      yields: { event_id: ["e1"], event_link: ["https://calendar.google.com/e1"] },
    },
    {
      input: {
        credentials: googleExample,
        event_title: "Tea",
        timing: { discriminator: "exact_timing", start_datetime: "2026-11-22", end_datetime: "never" },
      },
      yields: { error: ['"never" is no time in ISO 8601'] },
    },
  ],
});

interface NewEvent {
  event_title: string;
  location?: string | undefined;
  description?: string | undefined;
  timing?: z.output<ReturnType<typeof Timing>> | undefined;
  guest_emails: string[];
  add_google_meet: boolean;
  recurrence?: z.output<ReturnType<typeof Recurrence>> | undefined;
  reminder_minutes?: number[] | undefined;
}

function eventOf({ timing, recurrence, ...event }: NewEvent, now: number, requestId: string): JsonObject {
  const { start, end } = spanOf(timing, now);
  const overrides = (event.reminder_minutes ?? [10]).map((minutes) => ({ method: "popup", minutes }));
  return {
    summary: event.event_title,
    ...(event.location !== undefined && { location: event.location }),
    ...(event.description !== undefined && { description: event.description }),
    start: { dateTime: start, timeZone: "UTC" },
    end: { dateTime: end, timeZone: "UTC" },
    attendees: event.guest_emails.map((email) => ({ email })),
    ...(recurrence?.discriminator === "recurring" && {
      recurrence: [`RRULE:FREQ=${recurrence.frequency};COUNT=${recurrence.count}`],
    }),
    reminders: { useDefault: false, overrides },
    ...(event.add_google_meet && { conferenceData: { createRequest: { requestId } } }),
  };
}

function spanOf(timing: NewEvent["timing"], now: number): { start: string; end: string } {
  const HOUR = 3_600_000;
  if (timing === undefined) {
    const start = Math.floor(now / HOUR) * HOUR + HOUR;
    return { start: iso(start), end: iso(start + HOUR) };
  }
  const start = timeOf(timing.start_datetime);
  if (timing.discriminator === "exact_timing")
    return { start: iso(start), end: iso(timeOf(timing.end_datetime)) };
  return { start: iso(start), end: iso(start + timing.duration_minutes * 60_000) };
}

const iso = (ms: number): string => new Date(ms).toISOString();

function timeOf(text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new BlockError(`"${text}" is no time in ISO 8601`);
  return ms;
}
