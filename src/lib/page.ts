/** Items on a page unless a list or its reader says otherwise. */
export const PAGE_SIZE = 20;

/** A numbered page of a list. `page` counts from 1. */
export interface PageRequest {
  page: number;
  pageSize: number;
}

export interface Page<T> {
  items: T[];
  total: number;
  page: number;
  pageSize: number;
}

export const offsetOf = ({ page, pageSize }: PageRequest): number => (page - 1) * pageSize;
