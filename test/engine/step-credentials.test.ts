import { expect, it } from "vitest";
import { sendAuthenticatedWebRequest } from "#blocks/http/send-authenticated-web-request.ts";
import { deadlineOf, runStep } from "#engine/steps/run-step.ts";
import { hideIn } from "#engine/world/hide.ts";
import type { JsonObject } from "#lib/json.ts";
import { quietIo } from "../blocks/run.ts";

const SECRET = "planted-secret";
const url = "https://api.example.com/x";
const credentials = { id: "1", provider: "http", type: "host_scoped" };

/** Runs the block against an API that repeats what it was sent, or breaks. */
function outcomeOf(input: JsonObject, answer: () => Response) {
  const io = {
    ...quietIo(),
    fetch: async () => answer(),
    hide: (value: never) => hideIn(value, [SECRET]) as never,
  };
  const times = { attempt: 1, lastAttempt: true, timeoutMs: 1000, leaseMs: 1000 };
  const step = { blockId: sendAuthenticatedWebRequest.id, input, id: "n#1", graphId: "g", ...times };
  return runStep(
    { world: () => io, now: Date.now, hand: async () => true },
    { userId: "ada", executionId: "e", step, deadline: deadlineOf(step) },
  );
}

it("what an API repeats of a secret is hidden, wherever it stands", async () => {
  const { outputs } = await outcomeOf({ credentials, url }, () =>
    Response.json({ headers: [{ authorization: `Bearer ${SECRET}` }], [SECRET]: 1 }),
  );
  expect(outputs).toEqual([
    { name: "response", data: { headers: [{ authorization: "Bearer [hidden]" }], "[hidden]": 1 } },
  ]);
});

it("what a failure repeats of a secret is hidden", async () => {
  const { end } = await outcomeOf({ credentials, url }, () => {
    throw new Error(`refused ${SECRET}`);
  });
  expect(end).toMatchObject({ type: "failed", message: expect.stringContaining("refused [hidden]") });
});

it("a node that may do without a credential, and has none, is done and gives nothing", async () => {
  const outcome = await outcomeOf({ url }, () => Response.json({}));
  expect(outcome).toMatchObject({ outputs: [], end: { type: "completed" } });
});

it("a credential that a link brings must be one", async () => {
  const { end } = await outcomeOf({ url, credentials: null }, () => Response.json({}));
  expect(end).toMatchObject({ type: "failed", message: 'Input "credentials" needs a value' });
});
