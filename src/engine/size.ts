/** Characters that one call carries, each of two bytes at most: calls between Workers take 32 MiB. */
export const PAGE_SIZE = 8_000_000;
