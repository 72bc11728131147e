import * as z from "zod";
import { PAGE_SIZE, type Page, type PageRequest } from "#lib/page.ts";

/** Numbered pages of 1 to 100 items; beyond that is 422. */
export const pageQuery = (defaultSize = PAGE_SIZE) => ({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  page_size: z.coerce.number().int().min(1).max(100).default(defaultSize),
});

export const Pagination = z.object({
  total: z.int(),
  page: z.int(),
  page_size: z.int(),
  total_pages: z.int(),
});

export const pageOf = (query: { page: number; page_size: number }): PageRequest => ({
  page: query.page,
  pageSize: query.page_size,
});

export const presentPagination = ({ total, page, pageSize }: Page<unknown>): z.input<typeof Pagination> => ({
  total,
  page,
  page_size: pageSize,
  total_pages: Math.ceil(total / pageSize),
});
