import * as z from "zod";
import { block } from "../block.ts";
import { all, colorPin, deed, given, part, todoist, todoistExample, todoistPins } from "./api.ts";

const Label = () =>
  z.object({
    id: z.string(),
    name: z.string(),
    color: z.string(),
    order: z.int().nullish(),
    is_favorite: z.boolean(),
  });

const labelPins = () => ({
  id: z.string().describe("Id of the label"),
  name: z.string().describe("Its name"),
  color: z.string().describe("Its color"),
  order: z.int().describe("Its place among labels"),
  is_favorite: z.boolean().describe("Whether it is a favorite"),
});

function* outputsOf({ id, name, color, order, is_favorite }: z.output<ReturnType<typeof Label>>) {
  yield ["id", id] as const;
  yield ["name", name] as const;
  yield ["color", color] as const;
  yield ["order", order ?? 0] as const;
  yield ["is_favorite", is_favorite] as const;
}

const favoritePin = () => z.boolean().default(false).describe("Whether it is a favorite");

const LABEL = { id: "21", name: "warm", color: "red", order: 1, is_favorite: false };

export const todoistCreateLabel = block({
  id: "7288a968-de14-11ef-8997-32d3674e8b7e",
  name: "TodoistCreateLabelBlock",
  description: "Makes a label in Todoist.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () =>
    z.object({
      ...todoistPins(),
      name: z.string().describe("Name of the label"),
      order: z.int().optional().describe("Its place among labels"),
      color: colorPin().default("charcoal").describe("Its color"),
      is_favorite: favoritePin(),
    }),
  output: () => z.object(labelPins()),
  async *run({ credentials, ...label }, io) {
    const request = { method: "POST", body: given(label) } as const;
    yield* outputsOf(await todoist(io, credentials).ask(Label(), "/labels", request));
  },
  examples: [
    {
      input: { credentials: todoistExample, name: "warm", color: "red" },
      answers: [
        {
          method: "POST",
          url: "https://api.todoist.com/api/v1/labels",
          requestBody: { name: "warm", color: "red", is_favorite: false },
          body: LABEL,
        },
      ],
      yields: { id: ["21"], name: ["warm"], color: ["red"], order: [1], is_favorite: [false] },
    },
  ],
});

export const todoistListLabels = block({
  id: "776dd750-de14-11ef-b927-32d3674e8b7e",
  name: "TodoistListLabelsBlock",
  description: "Lists your labels of Todoist.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () => z.object(todoistPins()),
  output: () =>
    z.object({
      labels: z.array(Label()).describe("The labels"),
      label_ids: z.array(z.string()).describe("Their ids"),
      label_names: z.array(z.string()).describe("Their names"),
    }),
  async *run({ credentials }, io) {
    const labels = await all(todoist(io, credentials), Label(), "/labels");
    yield ["labels", labels];
    yield ["label_ids", labels.map(({ id }) => id)];
    yield ["label_names", labels.map(({ name }) => name)];
  },
  examples: [
    {
      input: { credentials: todoistExample },
      answers: [
        {
          method: "GET",
          url: "https://api.todoist.com/api/v1/labels?limit=200",
          body: { results: [LABEL], next_cursor: "c2" },
        },
        {
          method: "GET",
          url: "https://api.todoist.com/api/v1/labels?limit=200&cursor=c2",
          body: { results: [], next_cursor: null },
        },
      ],
      yields: { labels: [[LABEL]], label_ids: [["21"]], label_names: [["warm"]] },
    },
  ],
});

export const todoistGetLabel = block({
  id: "7f236514-de14-11ef-bd7a-32d3674e8b7e",
  name: "TodoistGetLabelBlock",
  description: "Reads a label of Todoist.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () => z.object({ ...todoistPins(), label_id: z.string().describe("Id of the label") }),
  output: () => z.object(labelPins()),
  async *run({ credentials, label_id }, io) {
    yield* outputsOf(await todoist(io, credentials).ask(Label(), `/labels/${part(label_id)}`));
  },
  examples: [
    {
      input: { credentials: todoistExample, label_id: "21" },
      answers: [
        {
          method: "GET",
          url: "https://api.todoist.com/api/v1/labels/21",
          body: { ...LABEL, order: null },
        },
      ],
      yields: { id: ["21"], name: ["warm"], color: ["red"], order: [0], is_favorite: [false] },
    },
  ],
});

export const todoistUpdateLabel = deed({
  id: "8755614c-de14-11ef-9b56-32d3674e8b7e",
  name: "TodoistUpdateLabelBlock",
  description: "Changes a label of Todoist.",
  input: () =>
    z.object({
      ...todoistPins(),
      label_id: z.string().describe("Id of the label"),
      name: z.string().optional().describe("Its new name"),
      order: z.int().optional().describe("Its new place among labels"),
      color: colorPin().optional().describe("Its new color"),
      is_favorite: favoritePin(),
    }),
  deeds: ({ label_id, name, order, color, is_favorite }) => [
    { method: "POST", path: `/labels/${part(label_id)}`, body: given({ name, order, color, is_favorite }) },
  ],
  example: {
    input: { label_id: "21", name: "hot" },
    deeds: [{ method: "POST", path: "/labels/21", body: { name: "hot", is_favorite: false } }],
  },
});

export const todoistDeleteLabel = deed({
  id: "901b8f86-de14-11ef-98b8-32d3674e8b7e",
  name: "TodoistDeleteLabelBlock",
  description: "Deletes a label of Todoist, and takes it off all tasks.",
  input: () => z.object({ ...todoistPins(), label_id: z.string().describe("Id of the label") }),
  deeds: ({ label_id }) => [{ method: "DELETE", path: `/labels/${part(label_id)}` }],
  example: { input: { label_id: "21" }, deeds: [{ method: "DELETE", path: "/labels/21" }] },
});

export const todoistGetSharedLabels = block({
  id: "55fba510-de15-11ef-aed2-32d3674e8b7e",
  name: "TodoistGetSharedLabelsBlock",
  description: "Lists the names of labels that others have put on shared tasks of Todoist.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () => z.object(todoistPins()),
  output: () => z.object({ labels: z.array(z.string()).describe("Names of the labels") }),
  async *run({ credentials }, io) {
    yield ["labels", await all(todoist(io, credentials), z.string(), "/labels/shared")];
  },
  examples: [
    {
      input: { credentials: todoistExample },
      answers: [
        {
          method: "GET",
          url: "https://api.todoist.com/api/v1/labels/shared?limit=200",
          body: { results: ["theirs"], next_cursor: null },
        },
      ],
      yields: { labels: [["theirs"]] },
    },
  ],
});

export const todoistRenameSharedLabels = deed({
  id: "9d63ad9a-de14-11ef-ab3f-32d3674e8b7e",
  name: "TodoistRenameSharedLabelsBlock",
  description: "Renames a shared label on all tasks of Todoist that have it.",
  input: () =>
    z.object({
      ...todoistPins(),
      name: z.string().describe("Name of the label"),
      new_name: z.string().describe("Its new name"),
    }),
  deeds: ({ name, new_name }) => [
    { method: "POST", path: "/labels/shared/rename", body: { name, new_name } },
  ],
  example: {
    input: { name: "theirs", new_name: "ours" },
    deeds: [{ method: "POST", path: "/labels/shared/rename", body: { name: "theirs", new_name: "ours" } }],
  },
});

export const todoistRemoveSharedLabels = deed({
  id: "a6c5cbde-de14-11ef-8863-32d3674e8b7e",
  name: "TodoistRemoveSharedLabelsBlock",
  description: "Takes a shared label off all tasks of Todoist that have it.",
  input: () => z.object({ ...todoistPins(), name: z.string().describe("Name of the label") }),
  deeds: ({ name }) => [{ method: "POST", path: "/labels/shared/remove", body: { name } }],
  example: {
    input: { name: "theirs" },
    deeds: [{ method: "POST", path: "/labels/shared/remove", body: { name: "theirs" } }],
  },
});
