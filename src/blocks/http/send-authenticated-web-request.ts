import * as z from "zod";
import { block } from "../block.ts";
import { credentialPin, exampleCredential } from "../credential-pin.ts";
import { answerPins, requestPins, webRequest } from "./web-request.ts";

const credentials = exampleCredential("http", "host_scoped");

export const sendAuthenticatedWebRequest = block({
  id: "fff86bcd-e001-4bad-a7f6-2eae4720c8dc",
  name: "SendAuthenticatedWebRequestBlock",
  description:
    "Sends an HTTP request with the headers that you have stored for its host; its own headers win.",
  categories: ["OUTPUT"],
  pure: false,
  input: () =>
    z.object({
      credentials: credentialPin({
        provider: "http",
        types: ["host_scoped"],
        discriminator: "url",
        description: "Your headers for the host of the URL",
      }),
      ...requestPins(),
    }),
  output: () => z.object(answerPins()),
  run: (input, io) => webRequest(input, io, input.credentials),
  examples: [
    {
      input: { credentials, url: "https://api.example.com/items", method: "GET" },
      answers: [{ method: "GET", url: "https://api.example.com/items", body: [1, 2] }],
      yields: { response: [[1, 2]] },
    },
    {
      input: { credentials, url: "https://api.example.com/items", body: { a: 1 } },
      answers: [
        {
          method: "POST",
          url: "https://api.example.com/items",
          requestBody: { a: 1 },
          status: 403,
          body: { detail: "no" },
        },
      ],
      yields: { client_error: [{ detail: "no" }] },
    },
  ],
});
