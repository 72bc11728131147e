import {
  ClientSession,
  createRedisCommandExecutor,
  isResponseStream,
  RedisServerState,
  type RedisValue,
} from "js-redis-server/core";
import { encodeReplies, encodeReply, errorText, type Reply } from "./reply.ts";
import { scriptRewriter } from "./scripts.ts";

export interface Redis {
  run(command: string[], base64: boolean): Promise<Reply>;
  /** One after the other, not atomic. */
  runAll(commands: string[][], base64: boolean): Promise<Reply[]>;
  /** All or, when one is refused up front, none. */
  transaction(commands: string[][], base64: boolean): Promise<Reply[] | { error: string }>;
  close(): void;
}

// A request is one short-lived session: nothing may block it, stream from it or change it for later.
const UNAVAILABLE = new Set([
  ...["MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH", "SELECT", "AUTH", "HELLO", "QUIT", "RESET", "CLIENT"],
  ...["SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE", "MONITOR"],
  ...[
    "BLPOP",
    "BRPOP",
    "BLMOVE",
    "BLMPOP",
    "BRPOPLPUSH",
    "BZPOPMIN",
    "BZPOPMAX",
    "BZMPOP",
    "WAIT",
    "WAITAOF",
  ],
]);

export function openRedis(): Redis {
  const server = new RedisServerState();
  const executor = createRedisCommandExecutor();
  const scripts = scriptRewriter();

  const execute = async (session: ClientSession, command: string[]): Promise<RedisValue> => {
    const [name = "", ...args] = scripts.rewrite(command).map((word) => Buffer.from(word));
    const result = await session.execute(name, args);
    if (isResponseStream(result)) throw new Error("A request cannot be answered by a stream");
    const hash = scripts.loadedHash(command);
    if (hash === undefined || result.value.kind !== "bulk-string") return result.value;
    return { kind: "bulk-string", value: Buffer.from(hash) };
  };

  const run = async (session: ClientSession, command: string[], base64: boolean): Promise<Reply> => {
    const refusal = unavailable(command);
    return refusal ? { error: refusal } : encodeReply(await execute(session, command), base64);
  };

  const inSession = async <T>(use: (session: ClientSession) => Promise<T>): Promise<T> => {
    const session = new ClientSession({ server, executor });
    try {
      return await use(session);
    } finally {
      session.close();
    }
  };

  return {
    run: (command, base64) => inSession((session) => run(session, command, base64)),
    runAll: (commands, base64) =>
      inSession(async (session) => {
        const replies: Reply[] = [];
        for (const command of commands) replies.push(await run(session, command, base64));
        return replies;
      }),
    transaction: (commands, base64) =>
      inSession(async (session) => {
        const refusal = commands.map(unavailable).find((error) => error !== undefined);
        if (refusal !== undefined) return { error: refusal };
        await execute(session, ["MULTI"]);
        for (const command of commands) await execute(session, command);
        const outcome = await execute(session, ["EXEC"]);
        if (outcome.kind === "error") return { error: errorText(outcome) };
        return encodeReplies(outcome, base64) ?? { error: "EXECABORT Transaction discarded" };
      }),
    close: () => server.close(),
  };
}

function unavailable([name = ""]: string[]): string | undefined {
  if (!UNAVAILABLE.has(name.toUpperCase())) return undefined;
  return `ERR Command is not available: '${name}'`;
}
