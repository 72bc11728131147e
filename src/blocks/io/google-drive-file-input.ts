import * as z from "zod";
import { block } from "../block.ts";
import { advanced, anyValue } from "../pins.ts";
import { inputCategories, inputPins } from "./input-pins.ts";

export const agentGoogleDriveFileInput = block({
  id: "d3b32f15-6fd7-40e3-be52-e083f51b19a2",
  name: "AgentGoogleDriveFileInputBlock",
  description: "A file of Google Drive that a run of the agent is started with.",
  categories: inputCategories,
  kind: "INPUT",
  pure: true,
  staticOutput: true,
  input: () =>
    z.object({
      ...inputPins(),
      value: driveFile().optional().meta({ description: "The chosen file", format: "google-drive-picker" }),
      allowed_views: z
        .array(z.string())
        .default(["DOCS", "SPREADSHEETS", "PRESENTATIONS"])
        .describe("The kinds of files that the picker offers"),
      allow_folder_selection: z.boolean().default(false).meta(advanced("Whether a folder can be chosen too")),
    }),
  output: () => z.object({ result: driveFile().describe("The chosen file") }),
  *run({ value }) {
    if (value !== undefined) yield ["result", value];
  },
  examples: [
    {
      input: { name: "x", value: { id: "1a", name: "Plan", mimeType: "application/pdf" } },
      yields: { result: [{ id: "1a", name: "Plan", mimeType: "application/pdf" }] },
    },
    { input: { name: "x" }, yields: {} },
  ],
});

const driveFile = () => z.object({ id: z.string() }).catchall(anyValue());
