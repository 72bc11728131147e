import { expect, it } from "vitest";
import { errorFrame, parseFrame, unsubscribedFrame } from "#engine/follow/frames.ts";
import { AppError } from "#lib/errors.ts";

const id = "6539881f-f5fe-4c71-8000-000000000000";
const TYPES = 'This must be one of "subscribe", "unsubscribe", "ping"';
const METHODS = 'This must be one of "subscribe_graph_execution", "unsubscribe", "heartbeat"';

it.each<[object, object]>([
  [
    { type: "subscribe", execution_id: id },
    { type: "subscribe", executionId: id, wish: { after: 0, nodes: true }, dialect: "reference" },
  ],
  [
    { type: "subscribe", execution_id: id, after: 7 },
    { type: "subscribe", executionId: id, wish: { after: 7, nodes: true }, dialect: "reference" },
  ],
  [
    { type: "subscribe", execution_id: id.toUpperCase(), nodes: false },
    { type: "subscribe", executionId: id, wish: { after: 0, nodes: false }, dialect: "reference" },
  ],
  [
    { type: "unsubscribe", execution_id: id },
    { type: "unsubscribe", executionId: id, dialect: "reference" },
  ],
  [{ type: "ping" }, { type: "ping", dialect: "reference" }],
  [
    { method: "subscribe_graph_execution", data: { graph_exec_id: id } },
    { type: "subscribe", executionId: id, wish: { after: 0, nodes: true }, dialect: "live" },
  ],
  [
    { method: "unsubscribe", data: { graph_exec_id: id } },
    { type: "unsubscribe", executionId: id, dialect: "live" },
  ],
  [
    { method: "heartbeat", data: "ping" },
    { type: "ping", dialect: "live" },
  ],
])("%j asks for %j", (frame, command) => expect(parseFrame(JSON.stringify(frame))).toEqual(command));

it.each<[string, unknown, string, string]>([
  ["an unknown type", { type: "nope" }, "type", TYPES],
  ["no type", {}, "type", TYPES],
  ["no object", [], "", "This must be an object"],
  ["null", null, "", "This must be an object"],
  ["no execution", { type: "subscribe" }, "execution_id", "This is required"],
  ["an id that is none", { type: "subscribe", execution_id: "x" }, "execution_id", "This must be a UUID"],
  [
    "a cursor before the first event",
    { type: "subscribe", execution_id: id, after: -1 },
    "after",
    "This must be at least 0",
  ],
  ["an unknown method", { method: "nope" }, "method", METHODS],
  ["a method without its data", { method: "unsubscribe" }, "data", "This is required"],
])("of %s it says where and why", (_what, frame, path, message) => {
  const fault = parseFrame(JSON.stringify(frame));
  expect(fault).toBeInstanceOf(AppError);
  expect(fault).toMatchObject({ code: "VALIDATION_ERROR", details: { issues: [{ path, message }] } });
});

it.each<string | ArrayBuffer>(["{", "", new ArrayBuffer(2)])("%j is no frame", (message) => {
  expect(parseFrame(message)).toMatchObject({ code: "BAD_REQUEST", message: "The frame is not JSON text" });
});

it("tells what is wrong as an answer over HTTP does", () => {
  const error = new AppError("CONFLICT", "No", { details: { a: 1 } });
  expect(JSON.parse(errorFrame(error, id))).toEqual({
    type: "error",
    execution_id: id,
    error: { code: "CONFLICT", message: "No", details: { a: 1 } },
  });
});

it("confirms in the words in which it was asked", () => {
  expect(JSON.parse(unsubscribedFrame(id, "reference"))).toEqual({ type: "unsubscribed", execution_id: id });
  expect(JSON.parse(unsubscribedFrame(id, "live"))).toEqual({
    method: "unsubscribe",
    success: true,
    channel: id,
  });
});
