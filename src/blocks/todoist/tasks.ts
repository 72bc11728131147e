import * as z from "zod";
import { block } from "../block.ts";
import { advanced, anyDict } from "../pins.ts";
import { all, deed, given, part, todoist, todoistExample, todoistPins } from "./api.ts";
import { AddedTask, contentPin, detailsIn, Task, taskPin, taskPins, taskUrl } from "./task.ts";

const TASK = { id: "41", project_id: "7", content: "Buy tea", priority: 1 };

export const todoistCreateTask = block({
  id: "fde4f458-de14-11ef-bf0c-32d3674e8b7e",
  name: "TodoistCreateTaskBlock",
  description: "Adds a task to Todoist.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: AddedTask,
  output: () =>
    z.object({
      id: z.string().describe("Id of the task"),
      url: z.string().describe("Its page"),
      complete_data: anyDict().describe("All that Todoist tells of it"),
    }),
  async *run({ credentials, ...task }, io) {
    const { project_id, section_id, parent_id, order } = task;
    const body = { ...detailsIn(task), ...given({ project_id, section_id, parent_id, order }) };
    const headers = { "x-request-id": io.idempotencyKey };
    const made = await todoist(io, credentials).ask(Task(), "/tasks", { method: "POST", body, headers });
    yield ["id", made.id];
    yield ["url", taskUrl(made)];
    yield ["complete_data", made];
  },
  examples: [
    {
      input: {
        credentials: todoistExample,
        content: "Buy tea",
        project_id: "7",
        labels: ["warm"],
        due_date: "2026-11-22T17:00:00Z",
        deadline_date: "2026-11-24T00:00:00Z",
        duration: 15,
      },
      answers: [
        {
          method: "POST",
          url: "https://api.todoist.com/api/v1/tasks",
          requestBody: {
            content: "Buy tea",
            labels: ["warm"],
            due_datetime: "2026-11-22T17:00:00Z",
            deadline_date: "2026-11-24",
            duration: 15,
            duration_unit: "minute",
            project_id: "7",
          },
          body: TASK,
        },
      ],
      yields: { id: ["41"], url: ["https://app.todoist.com/app/task/41"], complete_data: [TASK] },
    },
  ],
});

export const todoistGetTasks = block({
  id: "0b706e86-de15-11ef-a113-32d3674e8b7e",
  name: "TodoistGetTasksBlock",
  description: "Lists tasks of Todoist that are still to be done.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () =>
    z.object({
      ...todoistPins(),
      project_id: z.string().optional().describe("Only those of this project"),
      section_id: z.string().optional().meta(advanced("Only those of this section")),
      label: z.string().optional().meta(advanced("Only those with this label")),
      filter: z.string().optional().meta(advanced("Those that this filter finds, such as `today | overdue`")),
      lang: z.string().optional().describe("The language of the filter"),
      ids: z.array(z.string()).optional().describe("Only those with these ids"),
    }),
  output: () =>
    z.object({
      ids: z.array(z.string()).describe("Their ids"),
      urls: z.array(z.string()).describe("Their pages"),
      complete_data: z.array(anyDict()).describe("All that Todoist tells of them"),
    }),
  async *run({ credentials, filter, lang, ids, ...where }, io) {
    const client = todoist(io, credentials);
    // A filter stands alone.
    const tasks = filter
      ? await all(client, Task(), "/tasks/filter", { query: filter, lang })
      : await all(client, Task(), "/tasks", { ...where, ids: ids?.join(",") });
    yield ["ids", tasks.map(({ id }) => id)];
    yield ["urls", tasks.map(taskUrl)];
    yield ["complete_data", tasks];
  },
  examples: [
    {
      input: { credentials: todoistExample, project_id: "7", ids: ["41", "42"] },
      answers: [
        {
          method: "GET",
          url: "https://api.todoist.com/api/v1/tasks?project_id=7&ids=41%2C42&limit=200",
          body: { results: [TASK], next_cursor: null },
        },
      ],
      yields: {
        ids: [["41"]],
        urls: [["https://app.todoist.com/app/task/41"]],
        complete_data: [[TASK]],
      },
    },
    {
      input: { credentials: todoistExample, filter: "heute", lang: "de" },
      answers: [
        {
          method: "GET",
          url: "https://api.todoist.com/api/v1/tasks/filter?query=heute&lang=de&limit=200",
          body: { results: [], next_cursor: null },
        },
      ],
      yields: { ids: [[]], urls: [[]], complete_data: [[]] },
    },
  ],
});

export const todoistGetTask = block({
  id: "16d7dc8c-de15-11ef-8ace-32d3674e8b7e",
  name: "TodoistGetTaskBlock",
  description: "Reads a task of Todoist.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () => z.object({ ...todoistPins(), ...taskPin() }),
  output: () =>
    z.object({
      project_id: z.string().describe("Id of its project"),
      url: z.string().describe("Its page"),
      complete_data: anyDict().describe("All that Todoist tells of it"),
    }),
  async *run({ credentials, task_id }, io) {
    const task = await todoist(io, credentials).ask(Task(), `/tasks/${part(task_id)}`);
    yield ["project_id", task.project_id];
    yield ["url", taskUrl(task)];
    yield ["complete_data", task];
  },
  examples: [
    {
      input: { credentials: todoistExample, task_id: "41" },
      answers: [{ method: "GET", url: "https://api.todoist.com/api/v1/tasks/41", body: TASK }],
      yields: { project_id: ["7"], url: ["https://app.todoist.com/app/task/41"], complete_data: [TASK] },
    },
  ],
});

export const todoistUpdateTask = deed({
  id: "1eee6d32-de15-11ef-a2ff-32d3674e8b7e",
  name: "TodoistUpdateTaskBlock",
  description: "Changes a task of Todoist, and moves it when it is to be elsewhere.",
  input: () => z.object({ ...todoistPins(), ...taskPin(), content: contentPin(), ...taskPins() }),
  deeds: ({ task_id, project_id, section_id, parent_id, ...task }) => {
    const path = `/tasks/${part(task_id)}`;
    // A task is in one place: below another task, else in a section, else in a project.
    const place = parent_id
      ? { parent_id }
      : section_id
        ? { section_id }
        : project_id
          ? { project_id }
          : null;
    const change = { method: "POST", path, body: detailsIn(task) } as const;
    return place === null ? [change] : [change, { method: "POST", path: `${path}/move`, body: place }];
  },
  example: {
    input: {
      task_id: "41",
      content: "Buy more tea",
      due_date: "2026-11-23",
      section_id: "31",
      project_id: "7",
    },
    deeds: [
      { method: "POST", path: "/tasks/41", body: { content: "Buy more tea", due_date: "2026-11-23" } },
      { method: "POST", path: "/tasks/41/move", body: { section_id: "31" } },
    ],
  },
});

export const todoistCloseTask = deed({
  id: "29fac798-de15-11ef-b839-32d3674e8b7e",
  name: "TodoistCloseTaskBlock",
  description: "Says that a task of Todoist is done.",
  input: () => z.object({ ...todoistPins(), ...taskPin() }),
  deeds: ({ task_id }) => [{ method: "POST", path: `/tasks/${part(task_id)}/close` }],
  example: { input: { task_id: "41" }, deeds: [{ method: "POST", path: "/tasks/41/close" }] },
});

export const todoistReopenTask = deed({
  id: "2e6bf6f8-de15-11ef-ae7c-32d3674e8b7e",
  name: "TodoistReopenTaskBlock",
  description: "Says that a task of Todoist is not done after all.",
  input: () => z.object({ ...todoistPins(), ...taskPin() }),
  deeds: ({ task_id }) => [{ method: "POST", path: `/tasks/${part(task_id)}/reopen` }],
  example: { input: { task_id: "41" }, deeds: [{ method: "POST", path: "/tasks/41/reopen" }] },
});

export const todoistDeleteTask = deed({
  id: "33c29ada-de15-11ef-bcbb-32d3674e8b7e",
  name: "TodoistDeleteTaskBlock",
  description: "Deletes a task of Todoist.",
  input: () => z.object({ ...todoistPins(), ...taskPin() }),
  deeds: ({ task_id }) => [{ method: "DELETE", path: `/tasks/${part(task_id)}` }],
  example: { input: { task_id: "41" }, deeds: [{ method: "DELETE", path: "/tasks/41" }] },
});
