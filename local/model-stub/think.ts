import { isDict } from "#blocks/convert.ts";
import type { Json, JsonObject } from "#lib/json.ts";
import type { Question, Thought } from "./thought.ts";

/**
 * The same answer to the same question, with no model behind it: calls each tool once, fills a schema or the form
 * that the prompt describes, decides a condition by its words, else says what it was asked.
 */
export function think(question: Question): Thought {
  const { messages, tools, mayCall, schema, wantsJson } = question;
  const asked = messages.findLast(({ role }) => role === "user")?.text ?? "";
  const system = messages
    .filter(({ role }) => role === "system")
    .map(({ text }) => text)
    .join("\n");
  const called = new Set(messages.flatMap(({ calls }) => calls));
  const tool = mayCall ? tools.find(({ name }) => !called.has(name)) : undefined;
  if (tool !== undefined) {
    const input = instanceOf(tool.parameters, "", asked);
    return { calls: [{ name: tool.name, arguments: isDict(input) ? input : {} }] };
  }
  if (schema !== null) return { json: instanceOf(schema, "", asked) };
  if (/one word, true or false/.test(system)) return { text: String(decide(asked)) };
  if (wantsJson || /JSON/.test(system)) return { json: formIn(system, asked) };
  return { text: spoken(messages, asked) };
}

function spoken(messages: Question["messages"], asked: string): string {
  const results = messages.filter(({ role }) => role === "tool").map(({ text }) => short(text));
  const found = results.length === 0 ? "" : ` The tools say: ${results.join("; ")}.`;
  return `(No model is connected.) You asked: ${short(asked)}.${found}`;
}

const short = (text: string): string => {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
};

/** A value that fits a schema, texts taken from what was asked. */
function instanceOf(schema: JsonObject, key: string, asked: string): Json {
  if (Array.isArray(schema["enum"])) return schema["enum"][0] ?? null;
  const { properties, items, type } = schema;
  switch (Array.isArray(type) ? type[0] : type) {
    case "object":
      return Object.fromEntries(
        Object.entries(isDict(properties) ? properties : {}).map(([name, of]) => [
          name,
          instanceOf(isDict(of) ? of : {}, name, asked),
        ]),
      );
    case "array":
      return [1, 2, 3].map((number) =>
        instanceOf(isDict(items) ? items : {}, `${key || "item"} ${number}`, asked),
      );
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return true;
    default:
      return key === "" ? short(asked) : `${key}: ${short(asked)}`;
  }
}

/** The form that a prompt describes by its last JSON, filled. */
function formIn(system: string, asked: string): Json {
  const keys = lastObject(system);
  const item: Json = Object.fromEntries(Object.keys(keys).map((key) => [key, `${key}: ${short(asked)}`]));
  if (Array.isArray(keys["list"]))
    return { list: [1, 2, 3].map((number) => `Item ${number}: ${short(asked)}`) };
  return /"list": \[/.test(system) ? { list: [item, item, item] } : item;
}

function lastObject(text: string): JsonObject {
  for (
    let from = text.lastIndexOf("{");
    from >= 0;
    from = from === 0 ? -1 : text.lastIndexOf("{", from - 1)
  ) {
    try {
      const value: Json = JSON.parse(text.slice(from, text.lastIndexOf("}") + 1));
      if (isDict(value)) return value;
    } catch {
      // Goes on further to the left.
    }
  }
  return {};
}

/** Whether a longer word of the condition is in the value. */
function decide(asked: string): boolean {
  const [condition = "", value = ""] = asked.split(/\n\nValue:\n/);
  const words =
    condition
      .replace(/^Condition:/, "")
      .toLowerCase()
      .match(/\p{L}{5,}/gu) ?? [];
  return words.some((word) => value.toLowerCase().includes(word));
}
