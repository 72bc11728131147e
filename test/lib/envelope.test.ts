import { describe, expect, it } from "vitest";
import { open, type Place, parseKeyring, rewrap, seal } from "#lib/envelope.ts";

const key = (fill: number): string => Buffer.alloc(32, fill).toString("base64");
const old = parseKeyring(`old:${key(1)}`);
const both = parseKeyring(`new:${key(2)}, old:${key(1)}`);
const onlyNew = parseKeyring(`new:${key(2)}`);
const place: Place = ["credentials", "row", "ada", "sealed"];

describe("an envelope", () => {
  it("gives back what was sealed, and shows nothing of it", async () => {
    const sealed = await seal(old, place, "secret ☂");
    expect(await open(old, place, sealed)).toBe("secret ☂");
    expect(sealed).toMatch(/^v1\.old\.[\w-]+\.[\w-]+$/);
    expect(Buffer.from(sealed.split(".")[3] ?? "", "base64url").toString()).not.toContain("secret");
  });

  it("is another each time", async () => {
    expect(await seal(old, place, "a")).not.toBe(await seal(old, place, "a"));
  });

  it.each<[string, Place]>([
    ["table", ["grants", "row", "ada", "sealed"]],
    ["row", ["credentials", "other", "ada", "sealed"]],
    ["user", ["credentials", "row", "eve", "sealed"]],
    ["field", ["credentials", "row", "ada", "title"]],
    ["split of the names", ["credentialsrow", "", "ada", "sealed"]],
  ])("opens at no other %s", async (_what, elsewhere) => {
    await expect(open(old, elsewhere, await seal(old, place, "a"))).rejects.toThrow();
  });

  it.each([0, 1, 2, 3])("does not open when its part %i was changed", async (part) => {
    const parts = (await seal(old, place, "a")).split(".");
    parts[part] =
      part < 2 ? "new" : (parts[part] ?? "").replace(/^./, (first) => (first === "A" ? "B" : "A"));
    await expect(open(both, place, parts.join("."))).rejects.toThrow();
  });

  it("opens with an older key while that is in the ring, and no longer", async () => {
    const sealed = await seal(old, place, "a");
    expect(await open(both, place, sealed)).toBe("a");
    await expect(open(onlyNew, place, sealed)).rejects.toThrow("There is no key-encryption key old");
  });

  it("changes its key and not its text when it is wrapped again, once", async () => {
    const sealed = await seal(old, place, "a");
    const wrapped = await rewrap(both, place, sealed);
    expect(await open(onlyNew, place, wrapped)).toBe("a");
    expect(wrapped.split(".")[3]).toBe(sealed.split(".")[3]);
    expect(await rewrap(both, place, wrapped)).toBe(wrapped);
  });
});

it.each([
  ["nothing", ""],
  ["no id", key(1)],
  ["a key that is too short", `a:${Buffer.alloc(16, 1).toString("base64")}`],
  ["a key that is no base64", `a:${"!".repeat(43)}`],
  ["an id twice", `a:${key(1)},a:${key(2)}`],
])("a keyring of %s is refused without repeating it", (_what, text) => {
  expect(() => parseKeyring(text)).toThrow(TypeError);
  expect(() => parseKeyring(text)).not.toThrow(text || "x");
});
