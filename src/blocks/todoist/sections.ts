import * as z from "zod";
import { block } from "../block.ts";
import { anyDict } from "../pins.ts";
import { all, deed, part, todoist, todoistExample, todoistPins } from "./api.ts";

const Section = () =>
  z
    .object({ id: z.string(), project_id: z.string(), name: z.string(), section_order: z.int() })
    .catchall(z.json());

const SECTION = { id: "31", project_id: "7", name: "Green", section_order: 1 };

export const todoistListSections = block({
  id: "d6a116d8-de14-11ef-a94c-32d3674e8b7e",
  name: "TodoistListSectionsBlock",
  description: "Lists the sections of a project of Todoist.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () =>
    z.object({
      ...todoistPins(),
      project_id: z.string().nullable().describe("Id of the project; all without"),
    }),
  output: () =>
    z.object({
      names_list: z.array(z.string()).describe("Their names"),
      ids_list: z.array(z.string()).describe("Their ids"),
      complete_data: z.array(anyDict()).describe("All that Todoist tells of them"),
    }),
  async *run({ credentials, project_id }, io) {
    const sections = await all(todoist(io, credentials), Section(), "/sections", { project_id });
    yield ["names_list", sections.map(({ name }) => name)];
    yield ["ids_list", sections.map(({ id }) => id)];
    yield ["complete_data", sections];
  },
  examples: [
    {
      input: { credentials: todoistExample, project_id: "7" },
      answers: [
        {
          method: "GET",
          url: "https://api.todoist.com/api/v1/sections?project_id=7&limit=200",
          body: { results: [SECTION], next_cursor: null },
        },
      ],
      yields: { names_list: [["Green"]], ids_list: [["31"]], complete_data: [[SECTION]] },
    },
  ],
});

export const todoistGetSection = block({
  id: "ea5580e2-de14-11ef-a5d3-32d3674e8b7e",
  name: "TodoistGetSectionBlock",
  description: "Reads a section of a project of Todoist.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () => z.object({ ...todoistPins(), section_id: z.string().describe("Id of the section") }),
  output: () =>
    z.object({
      id: z.string().describe("Id of the section"),
      project_id: z.string().describe("Id of its project"),
      order: z.int().describe("Its place in the project"),
      name: z.string().describe("Its name"),
    }),
  async *run({ credentials, section_id }, io) {
    const section = await todoist(io, credentials).ask(Section(), `/sections/${part(section_id)}`);
    yield ["id", section.id];
    yield ["project_id", section.project_id];
    yield ["order", section.section_order];
    yield ["name", section.name];
  },
  examples: [
    {
      input: { credentials: todoistExample, section_id: "31" },
      answers: [{ method: "GET", url: "https://api.todoist.com/api/v1/sections/31", body: SECTION }],
      yields: { id: ["31"], project_id: ["7"], order: [1], name: ["Green"] },
    },
  ],
});

export const todoistDeleteSection = deed({
  id: "f0e52eee-de14-11ef-9b12-32d3674e8b7e",
  name: "TodoistDeleteSectionBlock",
  description: "Deletes a section of Todoist with the tasks in it.",
  input: () => z.object({ ...todoistPins(), section_id: z.string().describe("Id of the section") }),
  deeds: ({ section_id }) => [{ method: "DELETE", path: `/sections/${part(section_id)}` }],
  example: { input: { section_id: "31" }, deeds: [{ method: "DELETE", path: "/sections/31" }] },
});
