import { expect, it } from "vitest";
import * as z from "zod";
import { issuesOf, issueText } from "#lib/issues.ts";

const Shape = z.object({
  id: z.uuid(),
  name: z.string().min(1).max(3),
  page: z.coerce.number().int().min(1).max(9),
  color: z.enum(["red", "green"]),
  tags: z.array(z.string()).min(2).max(2),
  nodes: z.array(z.object({ on: z.boolean() })),
  data: z.record(z.string(), z.unknown()),
  at: z.iso.datetime(),
  kind: z.discriminatedUnion("type", [
    z.object({ type: z.literal("a") }),
    z.object({ type: z.literal("b"), c: z.null() }),
  ]),
  length: z.union([z.number(), z.string()]),
  zone: z.string().refine((zone) => zone === "UTC", "This is not a time zone"),
});

const good = {
  id: "6539881f-f5fe-4c71-8000-000000000000",
  name: "Ada",
  page: "1",
  color: "red",
  tags: ["x", "y"],
  nodes: [{ on: true }],
  data: {},
  at: "2026-01-31T08:00:00Z",
  kind: { type: "a" },
  length: 1,
  zone: "UTC",
};

it("has nothing to say of what fits", () => expect(Shape.safeParse(good).success).toBe(true));

it.each<[object, string, string]>([
  [{ id: undefined }, "id", "This is required"],
  [{ id: null }, "id", "This must be a string"],
  [{ id: "x" }, "id", "This must be a UUID"],
  [{ name: "" }, "name", "This must not be empty"],
  [{ name: "Grace" }, "name", "This must have at most 3 characters"],
  [{ page: "x" }, "page", "This must be a number"],
  [{ page: "1.5" }, "page", "This must be a whole number"],
  [{ page: 0 }, "page", "This must be at least 1"],
  [{ page: 10 }, "page", "This must be at most 9"],
  [{ color: "blue" }, "color", 'This must be one of "red", "green"'],
  [{ tags: "x" }, "tags", "This must be an array"],
  [{ tags: ["x"] }, "tags", "This must have at least 2 items"],
  [{ nodes: [{ on: true }, { on: "yes" }] }, "nodes[1].on", "This must be a boolean"],
  [{ nodes: [3] }, "nodes[0]", "This must be an object"],
  [{ data: [] }, "data", "This must be an object"],
  [{ at: "yesterday" }, "at", "This must be an ISO 8601 time, such as 2026-01-31T08:00:00Z"],
  [{ kind: { type: "z" } }, "kind.type", 'This must be one of "a", "b"'],
  [{ kind: { type: "b", c: 1 } }, "kind.c", "This must be null"],
  [{ length: undefined }, "length", "This is required"],
  [{ length: true }, "length", "This must be a number or a string"],
  [{ zone: "Nowhere" }, "zone", "This is not a time zone"],
])("of %j it says where and in plain words why", (change, path, message) => {
  const result = Shape.safeParse({ ...good, ...change }, { error: issueText });
  expect(result.error && issuesOf(result.error)).toEqual([{ path, message }]);
});

it("names each field that a strict shape does not have", () => {
  const { error } = z.object({ a: z.strictObject({ b: z.int() }) }).safeParse({ a: { b: 1, c: 2, d: 3 } });
  expect(error && issuesOf(error)).toEqual([
    { path: "a.c", message: "There is no such field" },
    { path: "a.d", message: "There is no such field" },
  ]);
});
