import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { googleCredentials, googleExample } from "./api.ts";
import { calendar, calendarPath } from "./calendar.ts";

const CalendarEvent = () =>
  z
    .object({
      id: z.string(),
      title: z.string(),
      start_time: z.string(),
      end_time: z.string(),
      is_all_day: z.boolean(),
      location: z.string().nullable(),
      description: z.string().nullable(),
      organizer: z.string().nullable(),
      attendees: z.array(z.string()),
      has_video_call: z.boolean(),
      video_link: z.string().nullable(),
      calendar_link: z.string(),
      is_recurring: z.boolean(),
    })
    .describe("An event");

export const googleCalendarReadEvents = block({
  id: "80bc3ed1-e9a4-449e-8163-a8fc86f74f6a",
  name: "GoogleCalendarReadEventsBlock",
  description: "Reads the events of a Google calendar in the time to come.",
  categories: ["PRODUCTIVITY", "DATA"],
  pure: false,
  input: () =>
    z.object({
      credentials: googleCredentials("calendar.readonly"),
      calendar_id: z.string().default("primary").describe("Which calendar"),
      max_events: z.int().min(1).max(2500).default(10).describe("How many at most"),
      start_time: z.string().optional().describe("From when on, ISO 8601; from now on unless given"),
      time_range_days: z.int().min(1).max(3650).default(30).describe("For how many days"),
      search_term: z.string().optional().describe("What must be in an event's text"),
      page_token: z.string().optional().describe("Where an earlier answer went on"),
      include_declined_events: z.boolean().default(false).describe("Whether to show what you declined"),
    }),
  output: () =>
    z.object({
      events: z.array(CalendarEvent()).describe("All of them"),
      event: CalendarEvent(),
      next_page_token: z.string().describe("Where the rest begins, if there is any"),
    }),
  async *run({ credentials, calendar_id, start_time, time_range_days, ...input }, io) {
    const from = start_time === undefined ? io.now : Date.parse(start_time);
    if (Number.isNaN(from)) throw new BlockError(`"${start_time}" is no time in ISO 8601`);
    const found = await calendar(io, credentials).ask(Found(), calendarPath(calendar_id), {
      query: {
        timeMin: new Date(from).toISOString(),
        timeMax: new Date(from + time_range_days * 86_400_000).toISOString(),
        maxResults: input.max_events,
        singleEvents: true,
        orderBy: "startTime",
        q: input.search_term,
        pageToken: input.page_token,
      },
    });
    const events = found.items
      .filter((item) => input.include_declined_events || !isDeclined(item))
      .map(eventOf);
    yield ["events", events];
    for (const event of events) yield ["event", event];
    if (found.nextPageToken !== undefined) yield ["next_page_token", found.nextPageToken];
  },
  examples: [
    {
      input: {
        credentials: googleExample,
        start_time: "2026-11-22T10:00:00Z",
        time_range_days: 1,
        search_term: "x",
      },
      answers: [
        {
          method: "GET",
          url: "https://www.googleapis.com/calendar/v3/calendars/primary/events?timeMin=2026-11-22T10%3A00%3A00.000Z&timeMax=2026-11-23T10%3A00%3A00.000Z&maxResults=10&singleEvents=true&orderBy=startTime&q=x",
          body: {
            items: [
              {
                id: "e1",
                summary: "Tea",
                start: { date: "2026-11-22" },
                end: { date: "2026-11-23" },
                htmlLink: "https://calendar.google.com/e1",
              },
              {
                id: "e2",
                start: { dateTime: "2026-11-22T12:00:00Z" },
                end: { dateTime: "2026-11-22T13:00:00Z" },
                htmlLink: "https://calendar.google.com/e2",
                attendees: [{ email: "ada@example.com", self: true, responseStatus: "declined" }],
              },
            ],
            nextPageToken: "next",
          },
        },
      ],
      yields: {
        events: [
          [
            {
              id: "e1",
              title: "Tea",
              start_time: "2026-11-22",
              end_time: "2026-11-23",
              is_all_day: true,
              location: null,
              description: null,
              organizer: null,
              attendees: [],
              has_video_call: false,
              video_link: null,
              calendar_link: "https://calendar.google.com/e1",
              is_recurring: false,
            },
          ],
        ],
        event: [
          {
            id: "e1",
            title: "Tea",
            start_time: "2026-11-22",
            end_time: "2026-11-23",
            is_all_day: true,
            location: null,
            description: null,
            organizer: null,
            attendees: [],
            has_video_call: false,
            video_link: null,
            calendar_link: "https://calendar.google.com/e1",
            is_recurring: false,
          },
        ],
        next_page_token: ["next"],
      },
    },
    {
      input: { credentials: googleExample, start_time: "soon" },
      yields: { error: ['"soon" is no time in ISO 8601'] },
    },
  ],
});

const Found = () => z.object({ items: z.array(Item()).default([]), nextPageToken: z.string().optional() });

const Item = () => {
  const When = z.object({ date: z.string().optional(), dateTime: z.string().optional() });
  const Who = z.object({
    email: z.string().default(""),
    self: z.boolean().default(false),
    responseStatus: z.string().optional(),
  });
  return z.object({
    id: z.string(),
    summary: z.string().default("(No title)"),
    start: When,
    end: When,
    location: z.string().optional(),
    description: z.string().optional(),
    organizer: Who.optional(),
    attendees: z.array(Who).default([]),
    hangoutLink: z.string().optional(),
    htmlLink: z.string(),
    recurringEventId: z.string().optional(),
  });
};

type Item = z.output<ReturnType<typeof Item>>;

const isDeclined = ({ attendees }: Item): boolean =>
  attendees.some(({ self, responseStatus }) => self && responseStatus === "declined");

const eventOf = ({ start, end, ...item }: Item): z.output<ReturnType<typeof CalendarEvent>> => ({
  id: item.id,
  title: item.summary,
  start_time: start.dateTime ?? start.date ?? "",
  end_time: end.dateTime ?? end.date ?? "",
  is_all_day: start.date !== undefined,
  location: item.location ?? null,
  description: item.description ?? null,
  organizer: item.organizer?.email ?? null,
  attendees: item.attendees.map(({ email }) => email),
  has_video_call: item.hangoutLink !== undefined,
  video_link: item.hangoutLink ?? null,
  calendar_link: item.htmlLink,
  is_recurring: item.recurringEventId !== undefined,
});
