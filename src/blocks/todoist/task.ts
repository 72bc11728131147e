import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import { advanced } from "../pins.ts";
import { given, todoistPins } from "./api.ts";

export const Task = () => z.object({ id: z.string(), project_id: z.string() }).catchall(z.json());

/** Its page: the API does not tell. */
export const taskUrl = ({ id }: { id: string }): string =>
  `https://app.todoist.com/app/task/${encodeURIComponent(id)}`;

export const taskPin = () => ({ task_id: z.string().describe("Id of the task") });

/** What can be said of a task. */
export const taskPins = () => ({
  description: z.string().optional().describe("The details, in Markdown"),
  project_id: z.string().optional().describe("Id of its project; the inbox unless given"),
  section_id: z.string().optional().describe("Id of its section"),
  parent_id: z.string().optional().meta(advanced("Id of the task that it is a part of")),
  order: z.int().optional().meta(advanced("Its place among tasks")),
  labels: z.array(z.string()).optional().meta(advanced("Names of its labels")),
  priority: z.int().min(1).max(4).optional().meta(advanced("From 1, for none, to 4, urgent")),
  due_date: z.string().optional().meta(advanced("When it is to be done: a date, or a date and time")),
  deadline_date: z.string().optional().meta(advanced("The last day to do it")),
  assignee_id: z.string().optional().meta(advanced("Id of who is to do it")),
  duration_unit: z.string().optional().meta(advanced("What its duration counts: minute or day")),
  duration: z.int().optional().meta(advanced("How long it takes")),
});

type TaskDetails = z.output<ReturnType<typeof detailsOf>>;
const detailsOf = () => z.object({ ...taskPins(), content: z.string() });

export const AddedTask = () => z.object({ ...todoistPins(), content: contentPin(), ...taskPins() });

export const contentPin = () => z.string().describe("What is to be done, in Markdown");

/** What a task says, without where it is. Todoist takes a due date, or a due time. */
export function detailsIn({
  due_date,
  deadline_date,
  duration,
  duration_unit,
  ...task
}: TaskDetails): JsonObject {
  const { content, description, labels, priority, assignee_id } = task;
  return given({
    content,
    description,
    labels,
    priority,
    assignee_id,
    [due_date !== undefined && /\d[T ]\d/.test(due_date) ? "due_datetime" : "due_date"]: due_date,
    deadline_date: deadline_date?.slice(0, "2026-11-22".length),
    duration,
    duration_unit: duration_unit ?? (duration === undefined ? undefined : "minute"),
  });
}
