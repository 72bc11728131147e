import type { Block } from "../block.ts";
import { notionCreatePage } from "./notion-create-page.ts";
import { notionReadDatabase } from "./notion-read-database.ts";
import { notionReadPage } from "./notion-read-page.ts";
import { notionReadPageMarkdown } from "./notion-read-page-markdown.ts";
import { notionSearch } from "./notion-search.ts";

export const NOTION_BLOCKS: readonly Block[] = [
  notionCreatePage,
  notionReadDatabase,
  notionReadPageMarkdown,
  notionReadPage,
  notionSearch,
];
