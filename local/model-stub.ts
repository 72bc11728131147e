import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Json } from "#lib/json.ts";
import { chatAnswer, chatEvents, parseChat } from "./model-stub/chat-completions.ts";
import { contentAnswer, contentEvents, parseContents } from "./model-stub/generate-content.ts";
import { messagesAnswer, messagesEvents, parseMessages } from "./model-stub/messages.ts";
import { think } from "./model-stub/think.ts";
import type { Question, Thought } from "./model-stub/thought.ts";

/** Answers to questions that say `when` somewhere, in order; the last one stays when `repeats`. */
export interface Script {
  when?: string;
  answers: Thought[];
  repeats?: boolean;
}

export interface ModelStub {
  url: string;
  /** What it was asked, oldest first. */
  asked: { path: string; headers: IncomingMessage["headers"]; question: Question }[];
  /** The first script with answers left that a question fits is what answers it; without one it thinks. */
  scripts: Script[];
  stop(): Promise<void>;
}

interface Dialect {
  question: Question;
  answer(question: Question, thought: Thought): Json;
  events(question: Question, thought: Thought): string[];
}

/** A model without a model: OpenAI's, Anthropic's and Google's APIs, whose answers are scripted or follow from the question. */
export async function startModelStub(): Promise<ModelStub> {
  const asked: ModelStub["asked"] = [];
  const scripts: Script[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? "/";
    try {
      const dialect = dialectOf(path, JSON.parse(await textOf(request)));
      if (dialect === null)
        return sendJson(response, 404, { error: { message: `There is nothing at ${path}` } });
      asked.push({ path, headers: request.headers, question: dialect.question });
      send(response, dialect, scripted(scripts, dialect.question) ?? think(dialect.question));
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      sendJson(response, 400, { error: { message, type: "invalid_request_error" } });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The model stub has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    scripts,
    stop: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function dialectOf(path: string, body: unknown): Dialect | null {
  if (path.startsWith("/v1/chat/completions"))
    return { question: parseChat(body), answer: chatAnswer, events: chatEvents };
  if (path.startsWith("/v1/messages"))
    return { question: parseMessages(body), answer: messagesAnswer, events: messagesEvents };
  const [, model, method] =
    /^\/v1beta\/models\/([^:]+):(generateContent|streamGenerateContent)/.exec(path) ?? [];
  if (model === undefined) return null;
  const question = parseContents(model, method === "streamGenerateContent", body);
  return { question, answer: contentAnswer, events: contentEvents };
}

function scripted(scripts: readonly Script[], question: Question): Thought | undefined {
  const text = question.messages.map((message) => message.text).join("\n");
  const script = scripts.find(({ when = "", answers }) => answers.length > 0 && text.includes(when));
  if (script === undefined) return undefined;
  return script.repeats === true && script.answers.length === 1 ? script.answers[0] : script.answers.shift();
}

function send(response: ServerResponse, { question, answer, events }: Dialect, thought: Thought): void {
  if ("status" in thought) {
    for (const [name, value] of Object.entries(thought.headers ?? {})) response.setHeader(name, value);
    sendJson(response, thought.status, thought.body ?? { error: { message: `status ${thought.status}` } });
  } else if (question.streams) {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(events(question, thought).join(""));
  } else if ("cut" in thought) {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify(answer(question, thought)).slice(0, -20));
  } else sendJson(response, 200, answer(question, thought));
}

function sendJson(response: ServerResponse, status: number, body: Json): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
