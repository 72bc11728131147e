import * as z from "zod";
import { BlockError, block } from "../block.ts";
import { anyDict, anyList } from "../pins.ts";
import { all, deed, given, part, todoist, todoistExample, todoistPins } from "./api.ts";

/** A task is an item in what Todoist answers, as it was once called. */
const Comment = () =>
  z
    .object({
      id: z.string(),
      content: z.string(),
      posted_at: z.string(),
      item_id: z.string().nullish(),
      project_id: z.string().nullish(),
      file_attachment: anyDict().nullish(),
    })
    .catchall(z.json());

const On = z.union([
  z.object({ discriminator: z.literal("task"), task_id: z.string() }),
  z.object({ discriminator: z.literal("project"), project_id: z.string() }),
]);

/** What a comment is on: as graphs say it, with a discriminator, or by the id alone. */
const onPin = () =>
  z
    .union([On, z.object({ task_id: z.string() }), z.object({ project_id: z.string() })])
    .default({ discriminator: "task", task_id: "" })
    .describe("What it is on: `task_id` of a task, or `project_id` of a project");

function placeOf(on: z.output<ReturnType<typeof onPin>>): { task_id: string } | { project_id: string } {
  const place = "task_id" in on ? { task_id: on.task_id } : { project_id: on.project_id };
  if (Object.values(place).includes("")) throw new BlockError("Name the task or the project of the comment");
  return place;
}

const commentPin = () => ({ comment_id: z.string().describe("Id of the comment") });

const commentPins = () => ({
  id: z.string().describe("Id of the comment"),
  content: z.string().describe("What it says"),
  posted_at: z.string().describe("When it was made"),
  task_id: z.string().nullable().describe("Id of the task that it is on"),
  project_id: z.string().nullable().describe("Id of the project that it is on"),
});

function* outputsOf({ id, content, posted_at, item_id, project_id }: z.output<ReturnType<typeof Comment>>) {
  yield ["id", id] as const;
  yield ["content", content] as const;
  yield ["posted_at", posted_at] as const;
  yield ["task_id", item_id ?? null] as const;
  yield ["project_id", project_id ?? null] as const;
}

const COMMENT = { id: "51", content: "Green", posted_at: "2026-11-22T10:00:00Z", item_id: "41" };

export const todoistCreateComment = block({
  id: "1bba7e54-2310-4a31-8e6f-54d5f9ab7459",
  name: "TodoistCreateCommentBlock",
  description: "Comments on a task or a project of Todoist.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () =>
    z.object({
      ...todoistPins(),
      content: z.string().describe("What to say, in Markdown"),
      id_type: onPin(),
      attachment: anyDict()
        .optional()
        .describe("A file that has been uploaded: `file_url`, `file_name` and more"),
    }),
  output: () => z.object(commentPins()),
  async *run({ credentials, content, id_type, attachment }, io) {
    const body = { content, ...placeOf(id_type), ...given({ attachment }) };
    const request = { method: "POST", body } as const;
    yield* outputsOf(await todoist(io, credentials).ask(Comment(), "/comments", request));
  },
  examples: [
    {
      input: {
        credentials: todoistExample,
        content: "Green",
        id_type: { discriminator: "task", task_id: "41" },
      },
      answers: [
        {
          method: "POST",
          url: "https://api.todoist.com/api/v1/comments",
          requestBody: { content: "Green", task_id: "41" },
          body: COMMENT,
        },
      ],
      yields: {
        id: ["51"],
        content: ["Green"],
        posted_at: ["2026-11-22T10:00:00Z"],
        task_id: ["41"],
        project_id: [null],
      },
    },
    {
      input: { credentials: todoistExample, content: "Green" },
      yields: { error: ["Name the task or the project of the comment"] },
    },
  ],
});

export const todoistGetComments = block({
  id: "9972d8ae-ddf2-11ef-a9b8-32d3674e8b7e",
  name: "TodoistGetCommentsBlock",
  description: "Lists the comments on a task or a project of Todoist.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () => z.object({ ...todoistPins(), id_type: onPin() }),
  output: () => z.object({ comments: anyList().describe("The comments, as Todoist has them") }),
  async *run({ credentials, id_type }, io) {
    yield ["comments", await all(todoist(io, credentials), Comment(), "/comments", placeOf(id_type))];
  },
  examples: [
    {
      input: { credentials: todoistExample, id_type: { discriminator: "project", project_id: "7" } },
      answers: [
        {
          method: "GET",
          url: "https://api.todoist.com/api/v1/comments?project_id=7&limit=200",
          body: { results: [COMMENT], next_cursor: null },
        },
      ],
      yields: { comments: [[COMMENT]] },
    },
  ],
});

export const todoistGetComment = block({
  id: "a809d264-ddf2-11ef-9764-32d3674e8b7e",
  name: "TodoistGetCommentBlock",
  description: "Reads a comment of Todoist.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () => z.object({ ...todoistPins(), ...commentPin() }),
  output: () =>
    z.object({ ...commentPins(), attachment: anyDict().nullable().describe("The file that belongs to it") }),
  async *run({ credentials, comment_id }, io) {
    const comment = await todoist(io, credentials).ask(Comment(), `/comments/${part(comment_id)}`);
    yield* outputsOf(comment);
    yield ["attachment", comment.file_attachment ?? null];
  },
  examples: [
    {
      input: { credentials: todoistExample, comment_id: "51" },
      answers: [
        {
          method: "GET",
          url: "https://api.todoist.com/api/v1/comments/51",
          body: { ...COMMENT, file_attachment: { file_name: "a.png" } },
        },
      ],
      yields: {
        id: ["51"],
        content: ["Green"],
        posted_at: ["2026-11-22T10:00:00Z"],
        task_id: ["41"],
        project_id: [null],
        attachment: [{ file_name: "a.png" }],
      },
    },
  ],
});

export const todoistUpdateComment = deed({
  id: "b773c520-ddf2-11ef-9f34-32d3674e8b7e",
  name: "TodoistUpdateCommentBlock",
  description: "Changes what a comment of Todoist says.",
  input: () =>
    z.object({ ...todoistPins(), ...commentPin(), content: z.string().describe("What it is to say") }),
  deeds: ({ comment_id, content }) => [
    { method: "POST", path: `/comments/${part(comment_id)}`, body: { content } },
  ],
  example: {
    input: { comment_id: "51", content: "Black" },
    deeds: [{ method: "POST", path: "/comments/51", body: { content: "Black" } }],
  },
});

export const todoistDeleteComment = deed({
  id: "bda4c020-ddf2-11ef-b114-32d3674e8b7e",
  name: "TodoistDeleteCommentBlock",
  description: "Deletes a comment of Todoist.",
  input: () => z.object({ ...todoistPins(), ...commentPin() }),
  deeds: ({ comment_id }) => [{ method: "DELETE", path: `/comments/${part(comment_id)}` }],
  example: { input: { comment_id: "51" }, deeds: [{ method: "DELETE", path: "/comments/51" }] },
});
