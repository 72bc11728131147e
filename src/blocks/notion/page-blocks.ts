import * as z from "zod";
import type { JsonObject } from "#lib/json.ts";
import type { ApiClient } from "../api.ts";
import { isDict } from "../convert.ts";
import { anyDict } from "../pins.ts";

/** A block of a page, with the blocks inside it. */
export interface PageBlock {
  block: JsonObject;
  children: PageBlock[];
}

/** Deeper blocks are left out. */
const MOST_LEVELS = 8;
/** A request brings a hundred blocks of one level; what would take more requests is left out. */
const MOST_REQUESTS = 200;
/** These hold pages of their own. */
const PAGES: readonly unknown[] = ["child_page", "child_database"];

/** What stands on a page, nested as it is there. */
export function pageBlocks(client: ApiClient, pageId: string): Promise<PageBlock[]> {
  let requests = MOST_REQUESTS;
  const mayAsk = () => requests-- > 0;
  const below = async (id: string, level: number): Promise<PageBlock[]> => {
    const found: PageBlock[] = [];
    for await (const block of blocksIn(client, id, mayAsk)) {
      const inside = level < MOST_LEVELS ? idToOpen(block) : null;
      found.push({ block, children: inside === null ? [] : await below(inside, level + 1) });
    }
    return found;
  };
  return below(pageId, 1);
}

/** The blocks right below a page or a block, page by page. */
async function* blocksIn(client: ApiClient, id: string, mayAsk: () => boolean): AsyncGenerator<JsonObject> {
  let cursor: string | null | undefined = "";
  while (cursor != null && mayAsk()) {
    const page: Children = await children(client, id, cursor);
    yield* page.results.filter(isDict);
    cursor = page.next_cursor;
  }
}

function idToOpen({ id, type, has_children }: JsonObject): string | null {
  return has_children === true && typeof id === "string" && !PAGES.includes(type) ? id : null;
}

const Children = () => z.object({ results: z.array(anyDict()), next_cursor: z.string().nullish() });
type Children = z.output<ReturnType<typeof Children>>;

function children(client: ApiClient, id: string, cursor: string): Promise<Children> {
  const query = { page_size: 100, ...(cursor !== "" && { start_cursor: cursor }) };
  return client.ask(Children(), `/blocks/${encodeURIComponent(id)}/children`, { query });
}
