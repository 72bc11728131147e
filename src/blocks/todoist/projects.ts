import * as z from "zod";
import { block } from "../block.ts";
import { advanced, anyDict } from "../pins.ts";
import { all, colorPin, deed, given, part, todoist, todoistExample, todoistPins } from "./api.ts";

const Project = () => z.object({ id: z.string(), name: z.string() }).catchall(z.json());

/** Its page: the API does not tell. */
const urlOf = ({ id }: { id: string }): string => `https://app.todoist.com/app/project/${part(id)}`;

const projectPin = () => z.string().describe("Id of the project");

const viewPin = () => z.string().optional().meta(advanced("How it is shown: list, board or calendar"));

const PROJECT = { id: "7", name: "Tea", color: "red", view_style: "list" };

export const todoistListProjects = block({
  id: "5f3e1d5b-6bc5-40e3-97ee-1318b3f38813",
  name: "TodoistListProjectsBlock",
  description: "Lists your projects of Todoist.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () => z.object(todoistPins()),
  output: () =>
    z.object({
      names_list: z.array(z.string()).describe("Their names"),
      ids_list: z.array(z.string()).describe("Their ids"),
      url_list: z.array(z.string()).describe("Their pages"),
      complete_data: z.array(anyDict()).describe("All that Todoist tells of them"),
    }),
  async *run({ credentials }, io) {
    const projects = await all(todoist(io, credentials), Project(), "/projects");
    yield ["names_list", projects.map(({ name }) => name)];
    yield ["ids_list", projects.map(({ id }) => id)];
    yield ["url_list", projects.map(urlOf)];
    yield ["complete_data", projects];
  },
  examples: [
    {
      input: { credentials: todoistExample },
      answers: [
        {
          method: "GET",
          url: "https://api.todoist.com/api/v1/projects?limit=200",
          body: { results: [PROJECT], next_cursor: null },
        },
      ],
      yields: {
        names_list: [["Tea"]],
        ids_list: [["7"]],
        url_list: [["https://app.todoist.com/app/project/7"]],
        complete_data: [[PROJECT]],
      },
    },
  ],
});

export const todoistCreateProject = deed({
  id: "ade60136-de14-11ef-b5e5-32d3674e8b7e",
  name: "TodoistCreateProjectBlock",
  description: "Makes a project in Todoist.",
  input: () =>
    z.object({
      ...todoistPins(),
      name: z.string().describe("Name of the project"),
      parent_id: z.string().optional().meta(advanced("Id of the project above it")),
      color: colorPin().default("charcoal").meta(advanced("Its color")),
      is_favorite: z.boolean().default(false).meta(advanced("Whether it is a favorite")),
      view_style: viewPin(),
    }),
  deeds: ({ name, parent_id, color, is_favorite, view_style }) => [
    { method: "POST", path: "/projects", body: given({ name, parent_id, color, is_favorite, view_style }) },
  ],
  example: {
    input: { name: "Tea", color: "red" },
    deeds: [{ method: "POST", path: "/projects", body: { name: "Tea", color: "red", is_favorite: false } }],
  },
});

export const todoistGetProject = block({
  id: "b435b5ea-de14-11ef-8b51-32d3674e8b7e",
  name: "TodoistGetProjectBlock",
  description: "Reads a project of Todoist.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () => z.object({ ...todoistPins(), project_id: projectPin() }),
  output: () =>
    z.object({
      project_id: z.string().describe("Id of the project"),
      project_name: z.string().describe("Its name"),
      project_url: z.string().describe("Its page"),
      complete_data: anyDict().describe("All that Todoist tells of it"),
    }),
  async *run({ credentials, project_id }, io) {
    const project = await todoist(io, credentials).ask(Project(), `/projects/${part(project_id)}`);
    yield ["project_id", project.id];
    yield ["project_name", project.name];
    yield ["project_url", urlOf(project)];
    yield ["complete_data", project];
  },
  examples: [
    {
      input: { credentials: todoistExample, project_id: "7" },
      answers: [{ method: "GET", url: "https://api.todoist.com/api/v1/projects/7", body: PROJECT }],
      yields: {
        project_id: ["7"],
        project_name: ["Tea"],
        project_url: ["https://app.todoist.com/app/project/7"],
        complete_data: [PROJECT],
      },
    },
    {
      input: { credentials: todoistExample, project_id: "8" },
      answers: [
        {
          method: "GET",
          url: "https://api.todoist.com/api/v1/projects/8",
          status: 404,
          body: { error: "Project not found", error_code: 478, http_code: 404 },
        },
      ],
      yields: { error: ["Todoist answered 404: Project not found"] },
    },
  ],
});

export const todoistUpdateProject = deed({
  id: "ba41a20a-de14-11ef-91d7-32d3674e8b7e",
  name: "TodoistUpdateProjectBlock",
  description: "Changes a project of Todoist.",
  input: () =>
    z.object({
      ...todoistPins(),
      project_id: projectPin(),
      name: z.string().optional().describe("Its new name"),
      color: colorPin().optional().meta(advanced("Its new color")),
      is_favorite: z.boolean().optional().meta(advanced("Whether it is a favorite")),
      view_style: viewPin(),
    }),
  deeds: ({ project_id, name, color, is_favorite, view_style }) => [
    {
      method: "POST",
      path: `/projects/${part(project_id)}`,
      body: given({ name, color, is_favorite, view_style }),
    },
  ],
  example: {
    input: { project_id: "7", name: "Cake" },
    deeds: [{ method: "POST", path: "/projects/7", body: { name: "Cake" } }],
  },
});

export const todoistDeleteProject = deed({
  id: "c2893acc-de14-11ef-a113-32d3674e8b7e",
  name: "TodoistDeleteProjectBlock",
  description: "Deletes a project of Todoist with all that is in it.",
  input: () => z.object({ ...todoistPins(), project_id: projectPin() }),
  deeds: ({ project_id }) => [{ method: "DELETE", path: `/projects/${part(project_id)}` }],
  example: { input: { project_id: "7" }, deeds: [{ method: "DELETE", path: "/projects/7" }] },
});

export const todoistListCollaborators = block({
  id: "c99c804e-de14-11ef-9f47-32d3674e8b7e",
  name: "TodoistListCollaboratorsBlock",
  description: "Lists who works on a project of Todoist.",
  categories: ["PRODUCTIVITY"],
  pure: false,
  input: () => z.object({ ...todoistPins(), project_id: projectPin() }),
  output: () =>
    z.object({
      collaborator_ids: z.array(z.string()).describe("Their ids"),
      collaborator_names: z.array(z.string()).describe("Their names"),
      collaborator_emails: z.array(z.string()).describe("Their addresses"),
      complete_data: z.array(anyDict()).describe("All that Todoist tells of them"),
    }),
  async *run({ credentials, project_id }, io) {
    const Person = z.object({ id: z.string(), name: z.string(), email: z.string() }).catchall(z.json());
    const path = `/projects/${part(project_id)}/collaborators`;
    const people = await all(todoist(io, credentials), Person, path);
    yield ["collaborator_ids", people.map(({ id }) => id)];
    yield ["collaborator_names", people.map(({ name }) => name)];
    yield ["collaborator_emails", people.map(({ email }) => email)];
    yield ["complete_data", people];
  },
  examples: [
    {
      input: { credentials: todoistExample, project_id: "7" },
      answers: [
        {
          method: "GET",
          url: "https://api.todoist.com/api/v1/projects/7/collaborators?limit=200",
          body: { results: [{ id: "1", name: "Eve", email: "eve@example.com" }], next_cursor: null },
        },
      ],
      yields: {
        collaborator_ids: [["1"]],
        collaborator_names: [["Eve"]],
        collaborator_emails: [["eve@example.com"]],
        complete_data: [[{ id: "1", name: "Eve", email: "eve@example.com" }]],
      },
    },
  ],
});
