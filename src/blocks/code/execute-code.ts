import * as z from "zod";
import { block } from "../block.ts";
import { advanced } from "../pins.ts";
import { keepChanged, listFiles } from "./changed-files.ts";
import { logPins, logsOf, resultPins, resultsOf } from "./execution.ts";
import { e2bCredentials, e2bExample, endSandbox, languagePin, secondsOf, startSandbox } from "./sandbox.ts";

export const executeCode = block({
  id: "0b02b072-abe7-11ef-8372-fb5d162dd712",
  name: "ExecuteCodeBlock",
  description: "Runs code in a sandbox of its own.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: e2bCredentials(),
      setup_commands: z.array(z.string()).default([]).describe("Shell commands that go before the code"),
      code: z.string().default("").describe("The code"),
      language: languagePin(),
      timeout: z.int().default(300).describe("Seconds after which the sandbox ends"),
      dispose_sandbox: z.boolean().default(true).describe("Whether the sandbox ends with the code"),
      template_id: z.string().default("").meta(advanced("A template of your own for the sandbox")),
    }),
  output: () =>
    z.object({
      ...resultPins(),
      ...logPins(),
      files: z
        .array(
          z.object({ path: z.string(), name: z.string(), content: z.string(), workspace_ref: z.string() }),
        )
        .describe("Files that the code wrote: short texts themselves, all as workspace references"),
    }),
  async *run(input, io) {
    const { credentials, code, language } = input;
    const sandbox = await startSandbox(io, credentials, {
      templateId: input.template_id,
      timeoutSeconds: secondsOf(input.timeout),
      setupCommands: input.setup_commands,
    });
    try {
      const before = await listFiles(sandbox);
      const execution = await sandbox.run(code, language);
      yield* resultsOf(execution);
      yield* logsOf(execution);
      const files = await keepChanged(sandbox, before, io.files);
      if (files.length > 0) yield ["files", files];
    } finally {
      if (input.dispose_sandbox) await endSandbox(io, credentials, sandbox);
    }
  },
  examples: [
    {
      input: { credentials: e2bExample, setup_commands: ["pip install rich"], code: "print('hi'); 6 * 7" },
      answers: [
        {
          method: "POST",
          url: "https://api.e2b.app/v2/sandboxes",
          requestBody: { templateID: "code-interpreter-v1", timeout: 300 },
          status: 201,
          body: { sandboxID: "s1", envdAccessToken: "t", domain: null },
        },
        {
          method: "POST",
          url: "https://49999-s1.e2b.app/execute",
          isAnonymous: true,
          requestBody: { code: "pip install rich", language: "bash" },
          body: '{"type":"stdout","text":"Installed","timestamp":1}\n',
        },
        {
          method: "POST",
          url: "https://49983-s1.e2b.app/filesystem.Filesystem/ListDir",
          isAnonymous: true,
          requestBody: { path: "/home/user", depth: 5 },
          body: {
            entries: [{ name: "old.txt", path: "/home/user/old.txt", type: "FILE_TYPE_FILE", size: "3" }],
          },
        },
        {
          method: "POST",
          url: "https://49999-s1.e2b.app/execute",
          isAnonymous: true,
          requestBody: { code: "print('hi'); 6 * 7", language: "python" },
          body: [
            '{"type":"number_of_executions","execution_count":1}',
            '{"type":"stdout","text":"hi\\n","timestamp":2}',
            '{"type":"result","text":"42","is_main_result":true}',
            "",
          ].join("\n"),
        },
        {
          method: "POST",
          url: "https://49983-s1.e2b.app/filesystem.Filesystem/ListDir",
          isAnonymous: true,
          body: {
            entries: [
              { name: "old.txt", path: "/home/user/old.txt", type: "FILE_TYPE_FILE", size: "3" },
              { name: "a.txt", path: "/home/user/a.txt", type: "FILE_TYPE_FILE", size: "5" },
              { name: ".cache", path: "/home/user/.cache", type: "FILE_TYPE_FILE", size: "5" },
            ],
          },
        },
        {
          method: "GET",
          url: "https://49983-s1.e2b.app/files?path=%2Fhome%2Fuser%2Fa.txt&username=user",
          isAnonymous: true,
          body: "hello",
        },
        { method: "DELETE", url: "https://api.e2b.app/sandboxes/s1", status: 204 },
      ],
      yields: {
        main_result: [{ text: "42" }],
        results: [[{ text: "42", is_main_result: true }]],
        response: ["42"],
        stdout_logs: ["hi\n"],
        files: [
          [{ path: "/home/user/a.txt", name: "a.txt", content: "hello", workspace_ref: "workspace://1" }],
        ],
      },
    },
    {
      input: { credentials: e2bExample, code: "1 / 0", timeout: 60, template_id: "mine" },
      answers: [
        {
          method: "POST",
          url: "https://api.e2b.app/v2/sandboxes",
          requestBody: { templateID: "mine", timeout: 60 },
          status: 201,
          body: { sandboxID: "s2", domain: "e2b.dev" },
        },
        {
          method: "POST",
          url: "https://49983-s2.e2b.dev/filesystem.Filesystem/ListDir",
          isAnonymous: true,
          body: {},
        },
        {
          method: "POST",
          url: "https://49999-s2.e2b.dev/execute",
          isAnonymous: true,
          body: '{"type":"error","name":"ZeroDivisionError","value":"division by zero","traceback":"…"}\n',
        },
        { method: "DELETE", url: "https://api.e2b.app/sandboxes/s2", status: 204 },
      ],
      yields: { error: ["The code failed with ZeroDivisionError: division by zero"] },
    },
    {
      input: { credentials: e2bExample, timeout: 0 },
      yields: { error: ['"timeout" must be more than 0 seconds'] },
    },
  ],
});
