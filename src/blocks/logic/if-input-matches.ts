import * as z from "zod";
import { equalJson } from "#lib/equal.ts";
import { block } from "../block.ts";
import { anyValue } from "../pins.ts";

export const ifInputMatches = block({
  id: "6dbbc4b3-ca6c-42b6-b508-da52d23e13f2",
  name: "IfInputMatchesBlock",
  description:
    "Sends a value along the yes branch when the input equals a given value, else along the no branch.",
  categories: ["LOGIC"],
  pure: true,
  input: () =>
    z.object({
      input: anyValue().describe("The value to look at"),
      value: anyValue().describe("The value to compare it with"),
      yes_value: anyValue().optional().describe("What to send when they are equal; null if unset"),
      no_value: anyValue().optional().describe("What to send when they differ; null if unset"),
    }),
  output: () =>
    z.object({
      result: z.boolean().describe("Whether they are equal"),
      yes_output: anyValue().describe("The value of the yes branch"),
      no_output: anyValue().describe("The value of the no branch"),
    }),
  *run({ input, value, yes_value, no_value }) {
    const matches = equalJson(input, value);
    yield ["result", matches];
    yield matches ? ["yes_output", yes_value ?? null] : ["no_output", no_value ?? null];
  },
  examples: [
    {
      input: { input: 10, value: 10, yes_value: "yes", no_value: "no" },
      yields: { result: [true], yes_output: ["yes"] },
    },
    {
      input: { input: 10, value: "10", yes_value: "yes", no_value: "no" },
      yields: { result: [false], no_output: ["no"] },
    },
    { input: { input: [1], value: [1] }, yields: { result: [true], yes_output: [null] } },
    { input: { input: "a", value: "b" }, yields: { result: [false], no_output: [null] } },
  ],
});
