import * as z from "zod";
import type { Json, JsonObject } from "#lib/json.ts";
import { once } from "#lib/once.ts";
import type { ModelWorld } from "./ai/model-world.ts";
import type { Budget } from "./budget.ts";
import { coercer } from "./coerce.ts";
import type { CredentialRef } from "./credential-pin.ts";
import type { BlockKind } from "./kind.ts";
import { type Parsed, parseInput } from "./parse-input.ts";
import type { Files, Mail, MailMessage, Memory, MemoryScope, Sql, SqlAnswer, SqlRequest } from "./ports.ts";
import type { Happened, Occurrence, Resumption, Suspension, Yielded } from "./suspension.ts";
import type { Tool } from "./tool.ts";

/** What a pure block may ask of its run: both are recorded with its outputs, so that a run can be replayed. */
export interface PureIo {
  /** Milliseconds since the epoch when this attempt began. */
  now: number;
  /** A number in [0, 1). */
  random(): number;
  /** The IANA time zone of the run's user, when it is known. */
  timeZone?: string;
}

/** What a waiting block may know of its run. */
export interface WaitIo extends PureIo {
  /** Whether the graph wants people to be asked; when not, a review passes by itself. */
  asksPeople: boolean;
}

export interface BlockRequest extends RequestInit {
  using?: CredentialRef | undefined;
  /** Of the whole exchange, in milliseconds; half a minute when not given. */
  timeoutMs?: number | undefined;
}

/** How a block with effects reaches the world. */
export interface BlockIo extends PureIo {
  /**
   * Guarded fetch: public addresses only, redirects checked, size and time bounded. `using` names a credential: what
   * its provider wants is added on the way, for hosts of that provider only, and overrules headers of the same name.
   */
  fetch(url: string, init?: BlockRequest): Promise<Response>;
  files: Files;
  memory: Memory;
  sql: Sql;
  mail: Mail;
  /** Stable over all attempts of this node execution; send it where the protocol has a place for it. */
  idempotencyKey: string;
  /** Counts from 1. */
  attempt: number;
  /** After this attempt a failure is final. */
  lastAttempt: boolean;
  /** Aborts at the node's deadline or when the run was stopped. */
  signal: AbortSignal;
  /** Adds to what this attempt has used, as soon as it is known: it counts whatever becomes of the attempt. */
  charge(amount: Charge): void;
  /**
   * Does something once over all attempts of this node execution: what it gives, JSON, is on record before this
   * resolves, and a later attempt is given that instead. Every attempt must make the same calls, one after the other.
   */
  once<T>(make: () => Promise<T>): Promise<T>;
  /** Language models, as this platform has them. */
  models: ModelWorld;
  /** The nodes that links from this one's tool pins lead to. */
  tools: readonly Tool[];
  /** What this attempt may cost: it has been set aside. Any amount when not given. */
  budget?: Budget;
}

/** What was used of what is paid for: non-negative integers, `cost` in micro-US-dollars. */
export interface Charge {
  cost?: number;
  inputTokens?: number;
  outputTokens?: number;
  /** Calls of models. */
  calls?: number;
}

/** A failure of a block. `retryable` failures are tried again while the node has attempts left. */
export class BlockError extends Error {
  override readonly name = "BlockError";
  readonly retryable: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: { retryable?: boolean; retryAfterMs?: number; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}

export interface BlockExample {
  input: JsonObject;
  /** Every yielded value by pin, in order; a thrown failure counts as its message on `error`. */
  yields: Record<string, Json[]>;
  /** The clock of the example, ISO 8601. */
  now?: string;
  /** What the world answers, in order, for blocks with effects. */
  answers?: ExampleAnswer[];
  /** Files that are there before, by reference: text, or bytes as a data URI. The first that is written is `workspace://1`. */
  files?: Record<string, string>;
  /** What is remembered before, by scope and key. */
  memory?: Partial<Record<MemoryScope, JsonObject>>;
  /** What it asks of databases and what they answer, in order; an answer that is a text is an error. */
  queries?: { request: SqlRequest; answer: SqlAnswer | string }[];
  /** The messages that it sends. */
  mails?: MailMessage[];
  /** What happens, in order, to a block that waits. */
  happens?: Happened[];
}

export interface ExampleAnswer {
  method: string;
  url: string;
  /** The request must not use the credential that the example's input names. */
  isAnonymous?: boolean;
  /** Expected JSON or text of the request body, if it matters. */
  requestBody?: Json;
  status?: number;
  headers?: Record<string, string>;
  body?: Json;
}

/** A block as everything outside its own file sees it. */
export interface Block {
  id: string;
  name: string;
  description: string;
  categories: readonly string[];
  kind: BlockKind;
  /** Pure: needs nothing but its input, the run's clock and recorded randomness; runs inside the object, synchronously. */
  pure: boolean;
  /** Waits inside the object, holding no compute: see `suspend` and `resume`. */
  waits: boolean;
  /** Pins that say for how long it waits, each with the milliseconds of one of it. */
  waitPins: Readonly<Record<string, number>> | undefined;
  /** The pin that says how often it waits so long. */
  repeatPin: string | undefined;
  /** What it does cannot be undone: a person approves it where the graph's safe mode says so. */
  sensitive: boolean;
  staticOutput: boolean;
  /** Pins of a loop: it runs without them, or with all of them that are linked. */
  together: readonly string[];
  /** It charges money. */
  paid: boolean;
  /** Pin names of old exports, each with the name that it has now. */
  renamedPins: Readonly<Record<string, string>> | undefined;
  /** JSON Schema (draft 2020-12) of the input and of one output value per pin; made at first use. */
  inputSchema(): JsonObject;
  outputSchema(): JsonObject;
  /** Coerces the merged input to the pins' types, then validates it. */
  parse(merged: JsonObject): Parsed;
  /** For a pure block. `input` must come from `parse`. */
  runPure(input: JsonObject, io: PureIo): Iterable<Yielded>;
  /** For a block that waits: what for, or what it yields at once. `input` must come from `parse`. */
  suspend(input: JsonObject, io: WaitIo): Suspension | readonly Yielded[];
  resume(input: JsonObject, occurrence: Occurrence, io: WaitIo): Resumption;
  /** For every block that does not wait. `input` must come from `parse`. */
  run(input: JsonObject, io: BlockIo): AsyncIterable<Yielded> | Iterable<Yielded>;
  examples: readonly BlockExample[];
}

type Pins<O extends z.ZodObject> = {
  [K in keyof z.input<O> & string]: readonly [K, z.input<O>[K]];
}[keyof z.input<O> & string];
type Out<O extends z.ZodObject> = Pins<O> | readonly ["error", string];

interface CommonSpec<I extends z.ZodObject, O extends z.ZodObject> {
  id: string;
  /** The class name on the reference platform, such as `TextSplitBlock`. */
  name: string;
  description: string;
  categories: string[];
  kind?: BlockKind;
  staticOutput?: boolean;
  /** Pins of a loop: it runs without them, or with all of them that are linked. */
  together?: string[];
  sensitive?: boolean;
  /** Pin names of old exports, each with the name that it has now. */
  renamedPins?: Record<string, string>;
  /** Functions, because hundreds of schemas would cost start-up time: each is made when its block is first used. */
  input: () => I;
  output: () => O;
  examples: BlockExample[];
}

export interface PureSpec<I extends z.ZodObject, O extends z.ZodObject> extends CommonSpec<I, O> {
  pure: true;
  run(input: z.output<I>, io: PureIo): Iterable<Out<O>>;
}

export interface EffectSpec<I extends z.ZodObject, O extends z.ZodObject> extends CommonSpec<I, O> {
  pure: false;
  /** It charges money: where a run may cost only so much, what it may cost is set aside before it runs. */
  paid?: true;
  run(input: z.output<I>, io: BlockIo): AsyncIterable<Out<O>>;
}

export interface WaitSpec<I extends z.ZodObject, O extends z.ZodObject> extends CommonSpec<I, O> {
  waits: true;
  /** Pins that say for how long it waits, each with the milliseconds of one of it. */
  waitPins?: Readonly<Record<string, number>>;
  /** The pin that says how often it waits so long; once, without it. */
  repeatPin?: string;
  suspend(input: z.output<I>, io: WaitIo): Suspension | readonly Out<O>[];
  resume(
    input: z.output<I>,
    occurrence: Occurrence,
    io: WaitIo,
  ): { outputs: readonly Out<O>[]; next: Resumption["next"] };
}

/** Defines a block: typed inside (a wrong output name or type does not compile), uniform outside. */
export function block<I extends z.ZodObject, O extends z.ZodObject>(
  spec: PureSpec<I, O> | EffectSpec<I, O> | WaitSpec<I, O>,
): Block {
  const kind = spec.kind ?? "STANDARD";
  const input = once(spec.input);
  const inputSchema = once(() => toJsonSchema(input()));
  const coerceInput = once(() => coercer(inputSchema()));
  return {
    id: spec.id,
    name: spec.name,
    description: spec.description,
    categories: spec.categories,
    kind,
    pure: "pure" in spec && spec.pure,
    waits: "waits" in spec,
    waitPins: "waits" in spec ? spec.waitPins : undefined,
    repeatPin: "waits" in spec ? spec.repeatPin : undefined,
    sensitive: spec.sensitive ?? false,
    staticOutput: spec.staticOutput ?? false,
    together: spec.together ?? [],
    paid: "paid" in spec && spec.paid === true,
    renamedPins: spec.renamedPins,
    inputSchema,
    outputSchema: once(() => toJsonSchema(hasErrorPin(kind) ? withErrorPin(spec.output()) : spec.output())),
    parse: (merged) => parseInput(input(), coerceInput(), withNewNames(merged, spec.renamedPins)),
    ...behaviorOf(spec),
    examples: spec.examples,
  };
}

type Behavior = Pick<Block, "runPure" | "run" | "suspend" | "resume">;

/** The compiler checked each yield against the block's pins; outside they are pairs of a pin and a value. */
function behaviorOf<I extends z.ZodObject, O extends z.ZodObject>(
  spec: PureSpec<I, O> | EffectSpec<I, O> | WaitSpec<I, O>,
): Behavior {
  const cannot = (what: string) => () => {
    throw new Error(`${spec.name} cannot ${what}`);
  };
  const none = {
    runPure: cannot("run inside the object"),
    run: cannot("run"),
    suspend: cannot("wait"),
    resume: cannot("wait"),
  };
  if ("waits" in spec) {
    return {
      ...none,
      suspend: (input, io) => spec.suspend(parsedBy<I>(input), io) as Suspension | readonly Yielded[],
      resume: (input, occurrence, io) => spec.resume(parsedBy<I>(input), occurrence, io) as Resumption,
    };
  }
  if (!spec.pure) {
    return { ...none, run: (input, io) => spec.run(parsedBy<I>(input), io) as AsyncIterable<Yielded> };
  }
  const run = (input: JsonObject, io: PureIo) => spec.run(parsedBy<I>(input), io) as Iterable<Yielded>;
  return { ...none, runPure: run, run };
}

/** `parse` validated this very object against the block's schema; the type was lost on its way through storage. */
const parsedBy = <I extends z.ZodObject>(input: JsonObject): z.output<I> => input as unknown as z.output<I>;

function withNewNames(merged: JsonObject, renamed: Record<string, string> | undefined): JsonObject {
  if (renamed === undefined) return merged;
  const current = { ...merged };
  for (const [old, name] of Object.entries(renamed)) {
    const value = merged[old];
    if (value !== undefined && merged[name] === undefined) current[name] = value;
  }
  return current;
}

const hasErrorPin = (kind: BlockKind): boolean => kind !== "INPUT" && kind !== "OUTPUT" && kind !== "AGENT";

const withErrorPin = (output: z.ZodObject): z.ZodObject =>
  output.extend({ error: z.string().optional().describe("Why the block failed") });

const toJsonSchema = (schema: z.ZodObject): JsonObject =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as unknown as JsonObject;
