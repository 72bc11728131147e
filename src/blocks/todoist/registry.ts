import type { Block } from "../block.ts";
import {
  todoistCreateComment,
  todoistDeleteComment,
  todoistGetComment,
  todoistGetComments,
  todoistUpdateComment,
} from "./comments.ts";
import {
  todoistCreateLabel,
  todoistDeleteLabel,
  todoistGetLabel,
  todoistGetSharedLabels,
  todoistListLabels,
  todoistRemoveSharedLabels,
  todoistRenameSharedLabels,
  todoistUpdateLabel,
} from "./labels.ts";
import {
  todoistCreateProject,
  todoistDeleteProject,
  todoistGetProject,
  todoistListCollaborators,
  todoistListProjects,
  todoistUpdateProject,
} from "./projects.ts";
import { todoistDeleteSection, todoistGetSection, todoistListSections } from "./sections.ts";
import {
  todoistCloseTask,
  todoistCreateTask,
  todoistDeleteTask,
  todoistGetTask,
  todoistGetTasks,
  todoistReopenTask,
  todoistUpdateTask,
} from "./tasks.ts";

export const TODOIST_BLOCKS: readonly Block[] = [
  todoistCreateComment,
  todoistGetComments,
  todoistGetComment,
  todoistUpdateComment,
  todoistDeleteComment,
  todoistCreateLabel,
  todoistListLabels,
  todoistGetLabel,
  todoistUpdateLabel,
  todoistDeleteLabel,
  todoistGetSharedLabels,
  todoistRenameSharedLabels,
  todoistRemoveSharedLabels,
  todoistListProjects,
  todoistCreateProject,
  todoistGetProject,
  todoistUpdateProject,
  todoistDeleteProject,
  todoistListCollaborators,
  todoistListSections,
  todoistGetSection,
  todoistDeleteSection,
  todoistCreateTask,
  todoistGetTasks,
  todoistGetTask,
  todoistUpdateTask,
  todoistCloseTask,
  todoistReopenTask,
  todoistDeleteTask,
];
