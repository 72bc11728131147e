import { compile } from "#kernel/compile.ts";
import { read } from "#kernel/history.ts";
import { advance, resume, step } from "#kernel/step.ts";

/** What the properties speak about; a mutant is another one. */
export interface Kernel {
  compile: typeof compile;
  step: typeof step;
  advance: typeof advance;
  resume: typeof resume;
  read: typeof read;
}

export const kernel: Kernel = { compile, step, advance, resume, read };
