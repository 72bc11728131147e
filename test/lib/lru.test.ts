import { expect, it } from "vitest";
import { Lru } from "#lib/lru.ts";

it("forgets what was least recently used, by count", () => {
  const lru = new Lru<number>(2);
  lru.set("a", 1);
  lru.set("b", 2);
  lru.get("a");
  lru.set("c", 3);
  expect([lru.get("a"), lru.get("b"), lru.get("c")]).toEqual([1, undefined, 3]);
});

it("forgets by weight, and what replaces an entry weighs in its place", () => {
  const lru = new Lru<string>(10, (text) => text.length);
  lru.set("a", "1234");
  lru.set("b", "1234");
  lru.set("a", "123456");
  expect([lru.get("a"), lru.get("b")]).toEqual(["123456", "1234"]);
  lru.set("c", "1");
  expect([lru.get("a"), lru.get("b"), lru.get("c")]).toEqual([undefined, "1234", "1"]);
  lru.set("d", "x".repeat(11));
  expect([lru.get("b"), lru.get("c"), lru.get("d")]).toEqual([undefined, undefined, undefined]);
});

it("knows the order of use when the newest is used again, replaced or deleted", () => {
  const lru = new Lru<number>(2);
  lru.set("a", 1);
  lru.set("b", 2);
  lru.get("b");
  lru.set("b", 3);
  lru.delete("b");
  lru.set("c", 4);
  lru.get("a");
  lru.set("d", 5);
  expect([lru.get("a"), lru.get("b"), lru.get("c"), lru.get("d")]).toEqual([1, undefined, undefined, 5]);
});

it("deletes", () => {
  const lru = new Lru<number>(2);
  lru.set("a", 1);
  lru.delete("a");
  lru.delete("b");
  expect(lru.get("a")).toBeUndefined();
});
