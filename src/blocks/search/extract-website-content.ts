import * as z from "zod";
import { apiClient } from "../api.ts";
import { BlockError, block } from "../block.ts";
import { advanced } from "../pins.ts";
import { JINA, jinaCredentials, jinaExample } from "./jina.ts";

export const extractWebsiteContent = block({
  id: "436c3984-57fd-4b85-8e9a-459b356883bd",
  name: "ExtractWebsiteContentBlock",
  description: "Reads a page of the web as text.",
  categories: ["SEARCH"],
  pure: false,
  input: () =>
    z.object({
      credentials: jinaCredentials(),
      url: z.string().describe("The page"),
      raw_content: z.boolean().default(false).meta(advanced("Whether to take the page itself, not its text")),
    }),
  output: () => z.object({ content: z.string().describe("What it says") }),
  async *run({ credentials, url, raw_content }, io) {
    const page = URL.parse(/^https?:\/\//i.test(url) ? url : `https://${url}`);
    if (page === null) throw new BlockError(`"${url}" is no address of a page`);
    const answer = raw_content
      ? await apiClient({ name: page.host, base: "" }, io).send(page.href.replace(/^http:/, "https:"))
      : await apiClient(JINA, io, credentials).send(`/${page.href}`);
    yield ["content", await answer.text()];
  },
  examples: [
    {
      input: { credentials: jinaExample, url: "example.com" },
      answers: [{ method: "GET", url: "https://r.jina.ai/https://example.com/", body: "Example Domain" }],
      yields: { content: ["Example Domain"] },
    },
    {
      input: { credentials: jinaExample, url: "https://example.com/a", raw_content: true },
      answers: [{ method: "GET", url: "https://example.com/a", isAnonymous: true, body: "<h1>Example</h1>" }],
      yields: { content: ["<h1>Example</h1>"] },
    },
    {
      input: { credentials: jinaExample, url: "https://" },
      yields: { error: ['"https://" is no address of a page'] },
    },
  ],
});
