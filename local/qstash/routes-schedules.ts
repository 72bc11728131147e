import { randomUUID } from "node:crypto";
import { badRequest, notFound } from "./api-error.ts";
import type { Broker } from "./broker.ts";
import { nextFiring } from "./cron.ts";
import { presentSchedule } from "./present.ts";
import { checkName, draft } from "./publish.ts";
import { type ApiRequest, ok, type Reply, type Route } from "./route.ts";
import type { Schedule } from "./schedule.ts";

const ONE = /^\/v2\/schedules\/([^/]+)$/;
const PAUSE = /^\/v2\/schedules\/([^/]+)\/pause$/;
const RESUME = /^\/v2\/schedules\/([^/]+)\/resume$/;

export const scheduleRoutes: Route[] = [
  // The client sends PATCH, the documentation says POST; before the route whose path ends in a destination.
  ...["PATCH", "POST"].flatMap((method) => [
    { method, pattern: PAUSE, handle: (broker: Broker, request: ApiRequest) => pause(broker, request, true) },
    {
      method,
      pattern: RESUME,
      handle: (broker: Broker, request: ApiRequest) => pause(broker, request, false),
    },
  ]),
  { method: "POST", pattern: /^\/v2\/schedules\/(?=.)/, handle: create },
  { method: "GET", pattern: /^\/v2\/schedules$/, handle: list },
  { method: "GET", pattern: ONE, handle: get },
  { method: "DELETE", pattern: ONE, handle: remove },
];

/** Creates the schedule, or replaces the one of that id. */
function create(broker: Broker, { destination, headers, body, callerIp }: ApiRequest): Reply {
  const cron = headers.get("upstash-cron");
  if (cron === undefined) throw badRequest("Upstash-Cron header is missing");
  const scheduleId = headers.get("upstash-schedule-id") ?? `scd_${randomUUID().replaceAll("-", "")}`;
  checkName("schedule", scheduleId);
  draft(broker, { destination, headers, body, callerIp, scheduleId });
  const now = broker.clock.now();
  broker.schedules.set({
    scheduleId,
    cron,
    destination,
    headers: [...headers].filter(([name]) => name === "content-type" || name.startsWith("upstash-")),
    body: body.toString("base64"),
    callerIp,
    createdAt: now,
    isPaused: broker.schedules.get(scheduleId)?.isPaused ?? false,
    nextScheduleTime: nextFiring(cron, now),
    lastScheduleStates: {},
  });
  return { status: 201, body: { scheduleId } };
}

function list(broker: Broker): Reply {
  return ok(broker.schedules.list().map(presentSchedule));
}

function get(broker: Broker, { params: [id = ""] }: ApiRequest): Reply {
  return ok(presentSchedule(scheduleOf(broker, id)));
}

function remove(broker: Broker, { params: [id = ""] }: ApiRequest): Reply {
  broker.schedules.delete(id);
  return ok();
}

/** While paused, firings are skipped; the first one after a resume is the next of the cron. */
function pause(broker: Broker, { params: [id = ""] }: ApiRequest, isPaused: boolean): Reply {
  const schedule = scheduleOf(broker, id);
  broker.schedules.set({
    ...schedule,
    isPaused,
    nextScheduleTime: nextFiring(schedule.cron, broker.clock.now()),
  });
  return ok();
}

function scheduleOf(broker: Broker, id: string): Schedule {
  const schedule = broker.schedules.get(id);
  if (schedule === undefined) throw notFound(`schedule ${id} not found`);
  return schedule;
}
