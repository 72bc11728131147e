import { expect, it } from "vitest";
import { z } from "zod";
import { newUuid } from "#lib/crypto.ts";

it("makes UUIDs of version 7 that sort by their time and differ within it", () => {
  const moments = [0, 1, 255, 256, Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 1) + 1, 2 ** 48 - 1];
  const ids = moments.map(newUuid);
  for (const id of ids) expect(z.uuidv7().parse(id)).toBe(id);
  expect(ids.toSorted()).toEqual(ids);
  expect(new Set(Array.from({ length: 1000 }, () => newUuid(7))).size).toBe(1000);
});
