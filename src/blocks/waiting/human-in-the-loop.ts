import * as z from "zod";
import { block } from "../block.ts";
import { advanced, anyValue } from "../pins.ts";

const EXPIRES_MS = 7 * 86_400_000;

export const humanInTheLoop = block({
  id: "8b2a7b3c-6e9d-4a5f-8c1b-2e3f4a5b6c7d",
  name: "HumanInTheLoopBlock",
  description: "Shows data to a person and goes on when they approve or reject it.",
  categories: ["BASIC"],
  kind: "HUMAN_IN_THE_LOOP",
  waits: true,
  input: () =>
    z.object({
      data: anyValue().describe("What the person is shown"),
      name: z.string().describe("What the review is about"),
      editable: z.boolean().default(true).meta(advanced("Whether the person may change the data")),
    }),
  output: () =>
    z.object({
      approved_data: anyValue().describe("The data, as the person approved it"),
      rejected_data: anyValue().describe("The data that the person rejected"),
      review_message: z.string().describe("What the person had to say"),
    }),
  suspend: ({ data, name, editable }, { now, asksPeople }) =>
    asksPeople
      ? { type: "review", title: name, data, editable, until: now + EXPIRES_MS }
      : [["approved_data", data]],
  resume: ({ data }, occurrence) => {
    if (occurrence.type !== "decision") {
      return { outputs: [["error", "Nobody decided in time"]], next: "end" };
    }
    const { approved, message } = occurrence;
    return {
      outputs: [
        approved ? ["approved_data", occurrence.data] : ["rejected_data", data],
        ...(message === "" ? [] : [["review_message", message] as const]),
      ],
      next: "end",
    };
  },
  examples: [
    {
      input: { data: { to: "ada" }, name: "Mail" },
      happens: [{ type: "decision", approved: true, data: { to: "bob" }, message: "Ask Bob" }],
      yields: { approved_data: [{ to: "bob" }], review_message: ["Ask Bob"] },
    },
    {
      input: { data: "draft", name: "Post" },
      happens: [{ type: "decision", approved: false, data: "draft", message: "" }],
      yields: { rejected_data: ["draft"] },
    },
    {
      input: { data: "draft", name: "Post" },
      happens: [{ type: "expired" }],
      yields: { error: ["Nobody decided in time"] },
    },
  ],
});
