import * as z from "zod";
import { block } from "../block.ts";
import { answerPins, requestPins, webRequest } from "./web-request.ts";

export const sendWebRequest = block({
  id: "6595ae1f-b924-42cb-9a41-551a0611c4b4",
  name: "SendWebRequestBlock",
  description: "Sends an HTTP request and hands on the answer.",
  categories: ["OUTPUT"],
  pure: false,
  input: () => z.object(requestPins()),
  output: () => z.object(answerPins()),
  run: webRequest,
  examples: [
    {
      input: { url: "https://api.example.com/items", body: { a: 1 } },
      answers: [
        {
          method: "POST",
          url: "https://api.example.com/items",
          requestBody: { a: 1 },
          status: 201,
          body: { id: 7 },
        },
      ],
      yields: { response: [{ id: 7 }] },
    },
    {
      input: { url: "example.com", method: "GET" },
      answers: [{ method: "GET", url: "https://example.com/", body: "plain text" }],
      yields: { response: ["plain text"] },
    },
    {
      input: { url: "https://example.com/form", json_format: false, body: { a: 1, b: "x y", c: [1] } },
      answers: [
        { method: "POST", url: "https://example.com/form", requestBody: "a=1&b=x+y&c=%5B1%5D", status: 204 },
      ],
      yields: { response: [""] },
    },
    {
      input: { url: "https://example.com/none", method: "GET" },
      answers: [{ method: "GET", url: "https://example.com/none", status: 404, body: { detail: "no" } }],
      yields: { client_error: [{ detail: "no" }] },
    },
    {
      input: { url: "https://example.com/down", method: "GET" },
      answers: [{ method: "GET", url: "https://example.com/down", status: 503, body: "down" }],
      yields: { server_error: ["down"] },
    },
    {
      input: { url: "https://gone.example", method: "GET" },
      yields: {
        error: ["https://gone.example/ cannot be reached: nothing answers at https://gone.example/"],
      },
    },
    {
      input: { url: "ftp://example.com" },
      yields: { error: ["ftp://example.com is not an http or https address"] },
    },
    {
      input: { url: "https://example.com", headers: { "X-A": "1\r\nX-B: 2" } },
      yields: { error: ['The header "X-A" has a line break or another character that headers cannot have'] },
    },
  ],
});
