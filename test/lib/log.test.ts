import { expect, it } from "vitest";
import { describeError } from "#lib/log.ts";

it("tells an error with its causes", () => {
  const root = new TypeError("root");
  expect(describeError(new Error("outer", { cause: root }))).toMatchObject({
    name: "Error",
    message: "outer",
    stack: expect.stringContaining("log.test.ts"),
    cause: { name: "TypeError", message: "root" },
  });
});

it("keeps the text of a failed query and not its parameters", () => {
  const failed = Object.assign(new Error("Failed query: select $1\nparams: hunter2"), {
    query: "select $1",
    params: ["hunter2"],
  });
  const text = JSON.stringify(describeError(failed));
  expect(text).toContain("select $1");
  expect(text).not.toContain("hunter2");
});

it("ends on causes that go in a circle, and takes anything that was thrown", () => {
  const error = new Error("round");
  error.cause = error;
  expect(JSON.stringify(describeError(error)).match(/round/g)?.length).toBeLessThan(20);
  expect(describeError("text")).toEqual({ message: "text" });
});
