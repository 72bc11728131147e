import { describe, expect, it } from "vitest";
import {
  todoistCreateComment,
  todoistDeleteComment,
  todoistGetComment,
  todoistGetComments,
  todoistUpdateComment,
} from "#blocks/todoist/comments.ts";
import {
  todoistCreateLabel,
  todoistDeleteLabel,
  todoistGetLabel,
  todoistGetSharedLabels,
  todoistListLabels,
  todoistRemoveSharedLabels,
  todoistRenameSharedLabels,
  todoistUpdateLabel,
} from "#blocks/todoist/labels.ts";
import {
  todoistCreateProject,
  todoistDeleteProject,
  todoistGetProject,
  todoistListCollaborators,
  todoistListProjects,
  todoistUpdateProject,
} from "#blocks/todoist/projects.ts";
import { todoistDeleteSection, todoistGetSection, todoistListSections } from "#blocks/todoist/sections.ts";
import {
  todoistCloseTask,
  todoistCreateTask,
  todoistDeleteTask,
  todoistGetTask,
  todoistGetTasks,
  todoistReopenTask,
  todoistUpdateTask,
} from "#blocks/todoist/tasks.ts";
import type { World } from "./world.ts";

export function todoistStories({ fakes: { todoist }, node, handOn, run }: World): void {
  describe("Todoist", () => {
    it("has a task added, changed, moved, commented and closed", async () => {
      const due = { due_date: "2026-11-22T17:00:00Z", duration: 15 };
      const { status, of } = await run(
        [
          node("add", todoistCreateTask, { content: "Buy tea", labels: ["warm"], priority: 4, ...due }),
          node("change", todoistUpdateTask, { content: "Buy more tea", section_id: "31" }),
          node("comment", todoistCreateComment, { content: "Green" }),
          node("edit", todoistUpdateComment, { content: "Black" }),
          node("close", todoistCloseTask),
        ],
        [
          "add.id > change.task_id",
          "add.id > comment.id_type_#_task_id",
          "comment.id > edit.comment_id",
          "comment.task_id > close.task_id",
        ],
      );
      expect(status).toBe("COMPLETED");
      const [id] = of("add")["id"] ?? [];
      expect(of("add")["url"]).toEqual([`https://app.todoist.com/app/task/${id}`]);
      expect(todoist.tasks).toEqual([
        expect.objectContaining({
          id,
          content: "Buy more tea",
          due_datetime: "2026-11-22T17:00:00Z",
          duration_unit: "minute",
          section_id: "31",
          checked: true,
        }),
      ]);
      const task_id = String(id);
      const read = await run([
        node("task", todoistGetTask, { task_id }),
        node("warm", todoistGetTasks, { filter: "@warm" }),
        node("cold", todoistGetTasks, { label: "cold" }),
        node("comments", todoistGetComments, { id_type: { discriminator: "task", task_id } }),
        node("reopen", todoistReopenTask, { task_id }),
      ]);
      expect(read.of("task")["complete_data"]).toMatchObject([{ content: "Buy more tea" }]);
      expect(read.of("warm")["ids"]).toEqual([[id]]);
      expect(read.of("cold")["ids"]).toEqual([[]]);
      expect(read.of("comments")["comments"]).toMatchObject([[{ content: "Black", item_id: id }]]);
      expect(todoist.tasks[0]?.["checked"]).toBe(false);
      await run([node("delete", todoistDeleteTask, { task_id })]);
      expect(todoist.tasks).toEqual([]);
    });

    it("has projects and labels made, and lists them over all pages", async () => {
      const made = await run(
        [
          node("project", todoistCreateProject, { name: "Tea", view_style: "board" }),
          node("label", todoistCreateLabel, { name: "warm", color: "red" }),
          node("rename", todoistUpdateLabel, { name: "hot" }),
          node("more", todoistCreateLabel, { name: "cold" }),
          node("theirs", todoistRenameSharedLabels, { name: "theirs", new_name: "ours" }),
        ],
        ["label.id > rename.label_id"],
      );
      expect(made.of("project")).toEqual({ success: [true] });
      const { of } = await run(
        [
          node("projects", todoistListProjects),
          node("labels", todoistListLabels),
          node("shared", todoistGetSharedLabels),
          node("sections", todoistListSections),
          node("section", todoistGetSection),
          node("people", todoistListCollaborators),
        ],
        [
          "projects.ids_list_$_0 > sections.project_id",
          "sections.ids_list_$_0 > section.section_id",
          "projects.ids_list_$_0 > people.project_id",
        ],
      );
      expect(of("projects")["names_list"]).toEqual([["Inbox", "Tea"]]);
      const [names = []] = of("labels")["label_names"] ?? [];
      expect(Array.isArray(names) && names.toSorted()).toEqual(["cold", "hot"]);
      expect(of("shared")["labels"]).toEqual([["ours"]]);
      expect(of("section")).toMatchObject({ name: ["Soon"], order: [1] });
      expect(of("people")["collaborator_names"]).toEqual([["Eve"]]);
    });

    it("has each thing read, changed and deleted by its id", async () => {
      const made = await run([
        node("project", todoistCreateProject, { name: "Attic" }),
        node("label", todoistCreateLabel, { name: "old", color: "blue" }),
      ]);
      const label_id = String(made.of("label")["id"]?.[0]);
      const project_id = String(todoist.projects.find(({ name }) => name === "Attic")?.id);
      const comment = await run([
        node("comment", todoistCreateComment, {
          content: "Dusty",
          id_type: { discriminator: "project", project_id },
        }),
      ]);
      const comment_id = String(comment.of("comment")["id"]?.[0]);
      todoist.sections.push({ id: "77", project_id, name: "Boxes", section_order: 2 });
      const { of } = await run(
        [
          node("rename", todoistUpdateProject, { project_id, name: "Loft", is_favorite: true }),
          handOn("renamed", project_id),
          node("project", todoistGetProject),
          node("label", todoistGetLabel, { label_id }),
          node("comment", todoistGetComment, { comment_id }),
        ],
        ["rename.success > renamed.input", "renamed.output > project.project_id"],
      );
      expect(of("project")).toMatchObject({
        project_name: ["Loft"],
        complete_data: [{ is_favorite: true }],
      });
      expect(of("label")).toMatchObject({ name: ["old"], color: ["blue"] });
      expect(of("comment")).toMatchObject({ content: ["Dusty"], attachment: [null] });
      const gone = await run([
        node("label", todoistDeleteLabel, { label_id }),
        node("comment", todoistDeleteComment, { comment_id }),
        node("section", todoistDeleteSection, { section_id: "77" }),
        node("shared", todoistRemoveSharedLabels, { name: "ours" }),
      ]);
      for (const name of ["label", "comment", "section", "shared"]) {
        expect(gone.of(name)).toEqual({ success: [true] });
      }
      expect(todoist.labels.some(({ id }) => id === label_id)).toBe(false);
      expect(todoist.comments.some(({ id }) => id === comment_id)).toBe(false);
      expect(todoist.sections.some(({ id }) => id === "77")).toBe(false);
      expect([...todoist.shared]).toEqual([]);
    });

    it("says what it refuses, and is asked again when it was busy", async () => {
      const { of } = await run(
        [node("gone", todoistDeleteProject, { project_id: "0" }), handOn("after", "went on")],
        ["gone.error > after.input"],
      );
      expect(of("gone")).toEqual({ error: ["Todoist answered 404: Object not found"] });
      todoist.tire();
      expect((await run([node("later", todoistListProjects)])).status).toBe("COMPLETED");
    });
  });
}
