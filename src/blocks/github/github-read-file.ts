import * as z from "zod";
import { fromBase64Url, toBase64 } from "#lib/base64.ts";
import { BlockError, block } from "../block.ts";
import { github, githubCredentials, githubExample, pathPart, repoPath, repoPin } from "./api.ts";

export const githubReadFile = block({
  id: "87ce6c27-5752-4bbc-8e26-6da40a3dcfd3",
  name: "GithubReadFileBlock",
  description: "Reads a file of a repository of GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      repo_url: repoPin(),
      file_path: z.string().describe("Path of the file in the repository"),
      branch: z.string().default("main").describe("Branch, tag or commit"),
    }),
  output: () =>
    z.object({
      text_content: z.string().describe("The file as text (UTF-8)"),
      raw_content: z.string().describe("The file in base64"),
      size: z.int().describe("Its size in bytes"),
    }),
  async *run({ credentials, repo_url, file_path, branch }, io) {
    const File = z.object({
      type: z.literal("file"),
      encoding: z.string().default("base64"),
      content: z.string(),
      size: z.int(),
    });
    const Folder = z.array(z.unknown()).transform(() => null);
    const path = `${repoPath(repo_url)}/contents/${pathPart(file_path)}`;
    const client = github(io, credentials);
    const query = { ref: branch };
    const file = await client.ask(z.union([File, Folder]), path, { query });
    if (file === null) throw new BlockError(`${file_path} is not a file`);
    // GitHub gives files over a megabyte only as they are.
    const bytes =
      file.encoding === "base64"
        ? fromBase64Url(file.content.replaceAll("\n", ""))
        : await bytesOf(await client.send(path, { query, headers: { accept: RAW } }));
    if (bytes === null) throw new BlockError(`${file_path} is not a file`);
    yield ["text_content", new TextDecoder().decode(bytes)];
    yield ["raw_content", toBase64(bytes)];
    yield ["size", file.size];
  },
  examples: [
    {
      input: { credentials: githubExample, repo_url: "ada/engine", file_path: "docs/a b.md" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/contents/docs/a%20b.md?ref=main",
          body: { type: "file", encoding: "base64", size: 7, content: "w6kgw6k\nK\n" },
        },
      ],
      yields: { text_content: ["é é\n"], raw_content: ["w6kgw6kK"], size: [7] },
    },
    {
      input: { credentials: githubExample, repo_url: "ada/engine", file_path: "docs", branch: "v1" },
      answers: [
        { method: "GET", url: "https://api.github.com/repos/ada/engine/contents/docs?ref=v1", body: [] },
      ],
      yields: { error: ["docs is not a file"] },
    },
    {
      input: { credentials: githubExample, repo_url: "ada/engine", file_path: "big.txt" },
      answers: [
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/contents/big.txt?ref=main",
          body: { type: "file", encoding: "none", size: 1_048_577, content: "" },
        },
        {
          method: "GET",
          url: "https://api.github.com/repos/ada/engine/contents/big.txt?ref=main",
          body: "big",
        },
      ],
      yields: { text_content: ["big"], raw_content: ["Ymln"], size: [1_048_577] },
    },
  ],
});

const RAW = "application/vnd.github.raw+json";

const bytesOf = async (response: Response): Promise<Uint8Array> =>
  new Uint8Array(await response.arrayBuffer());
