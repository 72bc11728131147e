import * as z from "zod";
import { block } from "../block.ts";
import { logPins, logsOf, resultPins, resultsOf } from "./execution.ts";
import { connectSandbox, e2bCredentials, e2bExample, endSandbox, languagePin } from "./sandbox.ts";

export const executeCodeStep = block({
  id: "82b59b8e-ea10-4d57-9161-8b169b0adba6",
  name: "ExecuteCodeStepBlock",
  description: "Runs code in a sandbox that is already there; variables of earlier steps are still set.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: e2bCredentials(),
      sandbox_id: z.string().describe("The sandbox, as it was started"),
      step_code: z.string().default("").describe("The code"),
      language: languagePin(),
      dispose_sandbox: z.boolean().default(false).describe("Whether the sandbox ends with the code"),
    }),
  output: () => z.object({ ...resultPins(), ...logPins() }),
  async *run({ credentials, sandbox_id, step_code, language, dispose_sandbox }, io) {
    const sandbox = await connectSandbox(io, credentials, sandbox_id);
    try {
      const execution = await sandbox.run(step_code, language);
      yield* resultsOf(execution);
      yield* logsOf(execution);
    } finally {
      if (dispose_sandbox) await endSandbox(io, credentials, sandbox);
    }
  },
  examples: [
    {
      input: { credentials: e2bExample, sandbox_id: "s1", step_code: "plot(a)", dispose_sandbox: true },
      answers: [
        {
          method: "POST",
          url: "https://api.e2b.app/v2/sandboxes/s1/connect",
          requestBody: { timeout: 300 },
          body: { sandboxID: "s1", envdAccessToken: "t" },
        },
        {
          method: "POST",
          url: "https://49999-s1.e2b.app/execute",
          isAnonymous: true,
          requestBody: { code: "plot(a)", language: "python" },
          body: '{"type":"result","png":"AP8=","is_main_result":false}\n',
        },
        { method: "DELETE", url: "https://api.e2b.app/sandboxes/s1", status: 204 },
      ],
      yields: { results: [[{ png: "AP8=", is_main_result: false }]] },
    },
    {
      input: { credentials: e2bExample, sandbox_id: "gone" },
      answers: [
        {
          method: "POST",
          url: "https://api.e2b.app/v2/sandboxes/gone/connect",
          status: 404,
          body: { code: 404, message: "Sandbox not found" },
        },
      ],
      yields: { error: ["E2B answered 404: Sandbox not found"] },
    },
    {
      input: { credentials: e2bExample, sandbox_id: "s1" },
      answers: [
        { method: "POST", url: "https://api.e2b.app/v2/sandboxes/s1/connect", body: { sandboxID: "s1" } },
        { method: "POST", url: "https://49999-s1.e2b.app/execute", isAnonymous: true, body: "<html>" },
      ],
      yields: { error: ["E2B answered something other than lines of JSON"] },
    },
  ],
});
