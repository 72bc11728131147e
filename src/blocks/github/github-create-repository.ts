import * as z from "zod";
import { block } from "../block.ts";
import { github, githubCredentials, githubExample } from "./api.ts";

export const githubCreateRepository = block({
  id: "029ec3b8-1cfd-46d3-b6aa-28e4a706efd1",
  name: "GithubCreateRepositoryBlock",
  description: "Makes a repository on GitHub.",
  categories: ["DEVELOPER_TOOLS"],
  pure: false,
  input: () =>
    z.object({
      credentials: githubCredentials(),
      name: z.string().describe("Its name"),
      description: z.string().default("").describe("What it is about"),
      private: z.boolean().default(false).describe("Whether only some may see it"),
      auto_init: z.boolean().default(true).describe("Whether it begins with a README"),
      gitignore_template: z.string().default("").describe("GitHub's list of files to ignore, such as Node"),
    }),
  output: () =>
    z.object({ url: z.string().describe("Its page"), clone_url: z.string().describe("Where git gets it") }),
  async *run({ credentials, gitignore_template, ...repository }, io) {
    const Made = z.object({ html_url: z.string(), clone_url: z.string() });
    const body = { ...repository, ...(gitignore_template !== "" && { gitignore_template }) };
    const made = await github(io, credentials).ask(Made, "/user/repos", { method: "POST", body });
    yield ["url", made.html_url];
    yield ["clone_url", made.clone_url];
  },
  examples: [
    {
      input: { credentials: githubExample, name: "engine", private: true },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/user/repos",
          requestBody: { name: "engine", description: "", private: true, auto_init: true },
          status: 201,
          body: { html_url: "https://github.com/ada/engine", clone_url: "https://github.com/ada/engine.git" },
        },
      ],
      yields: { url: ["https://github.com/ada/engine"], clone_url: ["https://github.com/ada/engine.git"] },
    },
    {
      input: { credentials: githubExample, name: "engine" },
      answers: [
        {
          method: "POST",
          url: "https://api.github.com/user/repos",
          status: 422,
          body: { message: "Repository creation failed.", errors: [{ message: "name already exists" }] },
        },
      ],
      yields: { error: ["GitHub answered 422: Repository creation failed: name already exists"] },
    },
  ],
});
