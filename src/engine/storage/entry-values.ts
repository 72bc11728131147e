import type { LogEntry } from "#kernel/log.ts";
import { sizeOf } from "#kernel/size.ts";
import type { Json } from "#lib/json.ts";
import { eachPin } from "./value-table.ts";

/** A log entry with each of its values changed: run inputs, node inputs, outputs. The same one when none of them is. */
export function eachValue(entry: LogEntry, change: (value: Json) => Json): LogEntry {
  switch (entry.type) {
    case "execution.started": {
      const inputs = eachPin(entry.inputs, change);
      return inputs === entry.inputs ? entry : { ...entry, inputs };
    }
    case "node.queued":
    case "node.started":
    case "node.approved":
    case "node.incomplete": {
      const input = entry.input && eachPin(entry.input, change);
      return input === undefined || input === entry.input ? entry : { ...entry, input };
    }
    case "node.output":
    case "execution.output": {
      const output_data = change(entry.output_data);
      return output_data === entry.output_data ? entry : { ...entry, output_data };
    }
    default:
      return entry;
  }
}

/** What all else in an entry takes, in characters. */
const FRAME = 200;

/** About how long an entry's JSON text is, in UTF-16 code units. */
export function sizeOfEntry(entry: LogEntry): number {
  let size = FRAME;
  eachValue(entry, (value) => {
    size += sizeOf(value, Number.POSITIVE_INFINITY, -MOST_DEPTH);
    return value;
  });
  return size;
}

/** Values are as deep as they may be, and inputs that dynamic pins build are deeper. */
const MOST_DEPTH = 500;
