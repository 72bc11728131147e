import { note } from "./basic/note.ts";
import { storeValue } from "./basic/store-value.ts";
import { universalTypeConverter } from "./basic/universal-type-converter.ts";
import type { Block } from "./block.ts";
import { agentDateInput } from "./io/date-input.ts";
import { agentDropdownInput } from "./io/dropdown-input.ts";
import { agentFileInput } from "./io/file-input.ts";
import { agentGoogleDriveFileInput } from "./io/google-drive-file-input.ts";
import { agentInput } from "./io/input.ts";
import { agentLongTextInput } from "./io/long-text-input.ts";
import { agentNumberInput } from "./io/number-input.ts";
import { agentOutput } from "./io/output.ts";
import { agentShortTextInput } from "./io/short-text-input.ts";
import { agentTableInput } from "./io/table-input.ts";
import { agentTimeInput } from "./io/time-input.ts";
import { agentToggleInput } from "./io/toggle-input.ts";
import { calculator } from "./logic/calculator.ts";
import { condition } from "./logic/condition.ts";
import { countItems } from "./logic/count-items.ts";
import { ifInputMatches } from "./logic/if-input-matches.ts";
import { stepThroughItems } from "./logic/step-through-items.ts";

/** Every block there is. A block that is not in this list does not exist. */
export const BLOCKS: readonly Block[] = [
  agentInput,
  agentShortTextInput,
  agentLongTextInput,
  agentNumberInput,
  agentDateInput,
  agentTimeInput,
  agentFileInput,
  agentDropdownInput,
  agentToggleInput,
  agentTableInput,
  agentGoogleDriveFileInput,
  agentOutput,
  storeValue,
  note,
  universalTypeConverter,
  condition,
  ifInputMatches,
  stepThroughItems,
  calculator,
  countItems,
];

const byId = new Map(BLOCKS.map((block) => [block.id, block]));

export const findBlock = (id: string): Block | undefined => byId.get(id);
