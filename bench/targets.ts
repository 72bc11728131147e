import { type Measurement, ratio, summaryOf } from "./measurement.ts";

export interface Verdict {
  what: string;
  wanted: string;
  found: string;
  /** Null when a figure that it needs was not measured. */
  reached: boolean | null;
}

/** What this project wants of itself, judged by what was measured. */
export function judge(measurements: readonly Measurement[]): Verdict[] {
  void [measurements, ratio, summaryOf];
  return [];
}
