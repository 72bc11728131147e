import type { Block } from "../block.ts";
import { executeCode } from "./execute-code.ts";
import { executeCodeStep } from "./execute-code-step.ts";
import { instantiateCodeSandbox } from "./instantiate-code-sandbox.ts";

export const CODE_BLOCKS: readonly Block[] = [executeCode, executeCodeStep, instantiateCodeSandbox];
