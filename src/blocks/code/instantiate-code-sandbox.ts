import * as z from "zod";
import { block } from "../block.ts";
import { advanced } from "../pins.ts";
import { logPins, logsOf } from "./execution.ts";
import {
  e2bCredentials,
  e2bExample,
  endedOnFailure,
  languagePin,
  secondsOf,
  startSandbox,
} from "./sandbox.ts";

export const instantiateCodeSandbox = block({
  id: "ff0861c9-1726-4aec-9e5b-bf53f3622112",
  name: "InstantiateCodeSandboxBlock",
  description: "Starts a sandbox in which later steps run code.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: e2bCredentials(),
      setup_commands: z.array(z.string()).default([]).describe("Shell commands that go before the code"),
      setup_code: z.string().default("").describe("Code that later steps build on"),
      language: languagePin(),
      timeout: z.int().default(300).describe("Seconds after which the sandbox ends"),
      template_id: z.string().default("").meta(advanced("A template of your own for the sandbox")),
    }),
  output: () => z.object({ sandbox_id: z.string().describe("The sandbox, for later steps"), ...logPins() }),
  async *run(input, io) {
    const { credentials, setup_code, language } = input;
    const sandbox = await startSandbox(io, credentials, {
      templateId: input.template_id,
      timeoutSeconds: secondsOf(input.timeout),
      setupCommands: input.setup_commands,
    });
    if (setup_code === "") return yield ["sandbox_id", sandbox.id];
    const set = () => sandbox.run(setup_code, language);
    const execution = await endedOnFailure(io, credentials, sandbox, set);
    yield ["sandbox_id", sandbox.id];
    yield* logsOf(execution);
  },
  examples: [
    {
      input: { credentials: e2bExample, setup_code: "const a = 1; a", language: "js" },
      answers: [
        {
          method: "POST",
          url: "https://api.e2b.app/v2/sandboxes",
          requestBody: { templateID: "code-interpreter-v1", timeout: 300 },
          status: 201,
          body: { sandboxID: "s1", envdAccessToken: "t" },
        },
        {
          method: "POST",
          url: "https://49999-s1.e2b.app/execute",
          isAnonymous: true,
          requestBody: { code: "const a = 1; a", language: "javascript" },
          body: '{"type":"stderr","text":"warned","timestamp":1}\n{"type":"result","text":"1","is_main_result":true}\n',
        },
      ],
      yields: { sandbox_id: ["s1"], response: ["1"], stderr_logs: ["warned"] },
    },
    {
      input: { credentials: e2bExample, setup_commands: ["false"] },
      answers: [
        { method: "POST", url: "https://api.e2b.app/v2/sandboxes", status: 201, body: { sandboxID: "s2" } },
        {
          method: "POST",
          url: "https://49999-s2.e2b.app/execute",
          isAnonymous: true,
          requestBody: { code: "false", language: "bash" },
          body: '{"type":"error","name":"1","value":"exit status 1"}\n',
        },
        { method: "DELETE", url: "https://api.e2b.app/sandboxes/s2", status: 204 },
      ],
      yields: { error: ["The code failed with 1: exit status 1"] },
    },
    {
      input: { credentials: e2bExample },
      answers: [
        {
          method: "POST",
          url: "https://api.e2b.app/v2/sandboxes",
          status: 401,
          body: { code: 401, message: "Invalid API key" },
        },
      ],
      yields: {
        error: ["E2B answered 401: Invalid API key. Check the credential and what it may do"],
      },
    },
  ],
});
