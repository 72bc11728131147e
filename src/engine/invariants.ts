import type { Violation } from "#domain/executions/engine.ts";
import type { Tables } from "./tables.ts";

/** An alarm may fire this much later than what is due, ms. */
const SLACK_MS = 1000;

/** E2: every run that goes on, and every end that Postgres does not show, has a moment that is due, and an armed alarm. */
export function checkInvariants(
  tables: Tables,
  alarm: number | null,
): { checked: number; violations: Violation[] } {
  const violations: Violation[] = [];
  const rows = tables.unsettled();
  for (const { id, due, ended } of rows) {
    const complain = (message: string) => violations.push({ executionId: id, rule: "E2", message });
    if (ended === null && due === null) complain("It goes on and nothing is due for it");
    if (alarm === null) complain("Its object has no armed alarm");
    else if (ended === null && due !== null && alarm > due + SLACK_MS) {
      complain(`It is due at ${due}, the alarm is armed for ${alarm}`);
    }
  }
  return { checked: rows.length, violations };
}
