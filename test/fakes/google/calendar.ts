import type { JsonObject } from "#lib/json.ts";
import { type Call, describedApi, type FakeApi, Refusal, type Tokens } from "../described.ts";
import { dictIn, factsOf, listIn, textIn } from "../facts.ts";
import { google } from "./dialect.ts";

/** Google Calendar with the events of one calendar, `primary`. */
export function fakeCalendar(tokens: Tokens): FakeApi & { events: JsonObject[] } {
  const events: JsonObject[] = [];
  const api = describedApi(factsOf("calendar"), google, tokens, {
    "events.list": (call) => list(events, call),
    "events.insert": ({ params, query, body }) => {
      if (params["calendarId"] !== "primary") throw new Refusal(404, "");
      const event = eventOf(body, events.length, query);
      events.push(event);
      return event;
    },
  });
  return { ...api, events };
}

function eventOf(body: JsonObject, count: number, query: URLSearchParams): JsonObject {
  const start = timeOf(dictIn(body, "start"));
  const end = timeOf(dictIn(body, "end"));
  if (Number.isNaN(start)) throw new Refusal(400, "Missing start time.");
  if (Number.isNaN(end)) throw new Refusal(400, "Missing end time.");
  if (end < start) throw new Refusal(400, "The specified time range is empty.");
  for (const rule of listIn(body, "recurrence")) {
    if (!/^RRULE:FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY)(;[A-Z]+=[\w,]+)*$/.test(String(rule))) {
      throw new Refusal(400, "Invalid recurrence rule.");
    }
  }
  const isMeet = query.get("conferenceDataVersion") === "1" && body["conferenceData"] !== undefined;
  const id = `e${count + 1}`;
  return {
    kind: "calendar#event",
    id,
    status: "confirmed",
    htmlLink: `https://www.google.com/calendar/event?eid=${id}`,
    organizer: { email: "ada@example.com", self: true },
    ...body,
    ...(isMeet && { hangoutLink: `https://meet.google.com/${id}` }),
  };
}

const timeOf = (of: JsonObject): number => Date.parse(textIn(of, "dateTime") || textIn(of, "date"));

function list(events: readonly JsonObject[], { params, query }: Call) {
  if (params["calendarId"] !== "primary") throw new Refusal(404, "");
  if (query.get("orderBy") === "startTime" && query.get("singleEvents") !== "true") {
    throw new Refusal(400, "The requested ordering is not available for the particular query.");
  }
  const [from, to] = ["timeMin", "timeMax"].map((name) => Date.parse(query.get(name) ?? ""));
  const wanted = (query.get("q") ?? "").toLowerCase();
  const fitting = events
    .filter(
      (event) => timeOf(dictIn(event, "end")) > (from ?? 0) && timeOf(dictIn(event, "start")) < (to ?? 0),
    )
    .filter((event) => JSON.stringify(event).toLowerCase().includes(wanted))
    .toSorted((a, b) => timeOf(dictIn(a, "start")) - timeOf(dictIn(b, "start")));
  const begin = Number(query.get("pageToken") ?? 0);
  const end = begin + Number(query.get("maxResults") ?? 250);
  const items = fitting.slice(begin, end);
  const nextPageToken = end < fitting.length ? String(end) : undefined;
  return { kind: "calendar#events", items, ...(nextPageToken !== undefined && { nextPageToken }) };
}
