// Jinja's interpreter within bounds. Every evaluated node costs work, and so does the size of what it reads and makes:
// a template that loops, doubles a text or nests a list in itself ends with an error before it costs time or memory.

import { type Environment, Interpreter } from "@huggingface/jinja";
import type { FilterArguments } from "./filter-arguments.ts";
import { applyExtraFilter, escapeHtml, standardName } from "./template-filters.ts";
import { type Measure, measure, runtimeValue, type Value } from "./template-values.ts";

/** One unit is about a microsecond. */
const MAX_WORK = 400_000;
const WORK_PER_ITERATION = 8;
const WORK_PER_PRINTED_ELEMENT = 2;
const MAX_DEPTH = 150;
const MAX_TEXT = 1_048_576;
const ELEMENTS_PER_WORK = 4;
const CHARACTERS_PER_WORK = 16;

type Node = Parameters<Interpreter["evaluate"]>[0];
type Program = Parameters<Interpreter["run"]>[0];

/** A node of the syntax tree with the fields that are looked at here; the library exports no types for them. */
interface SyntaxNode {
  type: string;
  value?: unknown;
  object?: SyntaxNode;
  property?: SyntaxNode;
  computed?: boolean;
  operand?: SyntaxNode;
  filter?: SyntaxNode;
  callee?: SyntaxNode;
  args?: SyntaxNode[];
  argument?: SyntaxNode;
  iterable?: SyntaxNode;
  lhs?: SyntaxNode;
  left?: SyntaxNode;
  right?: SyntaxNode;
  operator?: { value: string };
  key?: SyntaxNode;
}

/** Stands for a node that has been evaluated already. */
class Evaluated implements SyntaxNode {
  readonly type = "Evaluated";
  readonly result: Value;

  constructor(result: Value) {
    this.result = result;
  }
}

export class BoundedInterpreter extends Interpreter {
  /** The expressions that stand in blocks, so that what they yield is printed; true when it is escaped. */
  readonly #printed = new Map<object, boolean>();
  #work = 0;
  #depth = 0;

  /** Renders a parsed template; with `escapesHtml` what its expressions print is escaped. */
  static render(environment: Environment, program: Program, escapesHtml: boolean): string {
    const interpreter = new BoundedInterpreter(environment);
    markPrinted(program, interpreter.#printed, escapesHtml);
    return String(interpreter.run(program).value);
  }

  override evaluate(node: Node, environment: Environment): Value {
    if (node instanceof Evaluated) return node.result;
    this.#spend(1);
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw new Error(`The template is nested deeper than ${MAX_DEPTH} levels`);
    try {
      const value = this.#evaluateNode(node, environment);
      if (typeof value.value === "string") this.#checkText(value.value.length);
      const escapes = node && this.#printed.get(node);
      return escapes === undefined ? value : this.#print(value, escapes);
    } finally {
      this.#depth -= 1;
    }
  }

  #print(value: Value, escapes: boolean): Value {
    if (value.value === null || value.value === undefined) return value;
    if (typeof value.value === "object")
      this.#spend(this.#measure(value).elements * WORK_PER_PRINTED_ELEMENT);
    return escapes ? runtimeValue(escapeHtml(value.toString())) : value;
  }

  #evaluateNode(node: SyntaxNode | undefined, environment: Environment): Value {
    switch (node?.type) {
      case "FilterExpression":
        return this.#filter(this.#use(node.operand, environment), node.filter, environment);
      case "FilterStatement":
        return this.#filter(this.#use({ ...node, type: "Program" }, environment), node.filter, environment);
      case "CallExpression":
        return this.#call(node, environment);
      case "BinaryExpression":
        return this.#binary(node, environment);
      case "For":
        return this.#loop(node, environment);
      case "TestExpression":
        return this.#standard({ ...node, operand: this.#use(node.operand, environment) }, environment);
      case "MemberExpression":
        return this.#member(node, environment);
      case "ArrayLiteral":
      case "TupleLiteral":
      case "ObjectLiteral":
        return this.#measured(super.evaluate(node, environment));
      default:
        return super.evaluate(node, environment);
    }
  }
  /** Evaluates a node whose children were replaced; excess fields are what the node's own class has. */
  #standard(node: SyntaxNode, environment: Environment): Value {
    return super.evaluate(node, environment);
  }

  #filter(operand: Evaluated, filter: SyntaxNode | undefined, environment: Environment): Value {
    const isCall = filter?.type === "CallExpression";
    const name = standardName(String((isCall ? filter.callee : filter)?.value));
    const args = (isCall ? filter.args : undefined)?.map((arg) => this.#argument(arg, environment)) ?? [];
    const values = valuesOf(args);
    if (GROWING.has(name)) this.#checkGrowth(operand.result, values);
    if (name === "map" && typeof values.positional[0] === "string") {
      return this.#map(operand, values.positional[0], args.slice(1), environment);
    }
    const extra = applyExtraFilter(name, operand.result, values);
    if (extra !== undefined) return extra;
    const callee = { type: "Identifier", value: name };
    const needsCall = isCall || name === "default";
    const standard = needsCall ? { type: "CallExpression", callee, args } : callee;
    return this.#measured(
      this.#standard({ type: "FilterExpression", operand, filter: standard }, environment),
    );
  }

  /** `map("upper")`: a filter over every element. */
  #map(operand: Evaluated, name: string, args: SyntaxNode[], environment: Environment): Value {
    const { value: items } = operand.result;
    if (!Array.isArray(items)) throw new Error("The filter map takes a list");
    const callee = { type: "Identifier", value: name };
    const filter = args.length === 0 ? callee : { type: "CallExpression", callee, args };
    const mapped = items.map((item) => new Evaluated(this.#filter(new Evaluated(item), filter, environment)));
    return this.#measured(this.#standard({ type: "ArrayLiteral", value: mapped }, environment));
  }

  #call(node: SyntaxNode, environment: Environment): Value {
    const args = node.args?.map((arg) => this.#argument(arg, environment)) ?? [];
    const { callee } = node;
    if (callee?.type !== "MemberExpression") {
      return this.#measured(this.#standard({ ...node, args }, environment));
    }
    const object = this.#use(callee.object, environment);
    if (callee.computed) throw new Error("A method is called by its name");
    if (GROWING.has(String(callee.property?.value))) {
      this.#checkGrowth(object.result, valuesOf(args));
    }
    return this.#measured(this.#standard({ ...node, args, callee: { ...callee, object } }, environment));
  }

  /** Arguments are evaluated here, so that their sizes are known before a filter or function uses them. */
  #argument(arg: SyntaxNode, environment: Environment): SyntaxNode {
    switch (arg.type) {
      case "StringLiteral":
      case "IntegerLiteral":
        return arg;
      case "KeywordArgumentExpression":
        return { ...arg, value: this.#use(isNode(arg.value) ? arg.value : undefined, environment) };
      case "SpreadExpression":
      case "KeywordSpreadExpression":
        return { ...arg, argument: this.#use(arg.argument, environment) };
      default:
        return this.#use(arg, environment);
    }
  }

  #binary(node: SyntaxNode, environment: Environment): Value {
    const operator = node.operator?.value;
    if (operator === "and" || operator === "or") return this.#standard(node, environment);
    const left = this.#use(node.left, environment);
    const right = this.#use(node.right, environment);
    return this.#measured(this.#standard({ ...node, left, right }, environment));
  }

  #loop(node: SyntaxNode, environment: Environment): Value {
    const { iterable } = node;
    const isFiltered = iterable?.type === "SelectExpression";
    const items = this.#use(isFiltered ? iterable.lhs : iterable, environment);
    this.#spend(lengthOf(items.result) * WORK_PER_ITERATION);
    const replaced = isFiltered ? { ...iterable, lhs: items } : items;
    return this.#standard({ ...node, iterable: replaced }, environment);
  }

  #member(node: SyntaxNode, environment: Environment): Value {
    const name = node.property?.value;
    if (!node.computed && typeof name === "string" && name.startsWith("_")) {
      throw new Error(`The attribute "${name}" cannot be used: it begins with an underscore`);
    }
    const value = super.evaluate(node, environment);
    if (value.type === "FunctionValue" && !(node.object instanceof Evaluated)) {
      throw new Error("A method can only be called");
    }
    return node.property?.type === "SliceExpression" ? this.#measured(value) : value;
  }

  #use(node: SyntaxNode | undefined, environment: Environment): Evaluated {
    const result = this.evaluate(node, environment);
    const length = lengthOf(result);
    this.#spend(length / (typeof result.value === "string" ? CHARACTERS_PER_WORK : ELEMENTS_PER_WORK));
    return new Evaluated(result);
  }

  #measured(value: Value): Value {
    this.#measure(value);
    return value;
  }

  #measure(value: Value): Measure {
    const size = measure(value);
    this.#spend(size.elements / ELEMENTS_PER_WORK + size.characters / CHARACTERS_PER_WORK);
    this.#checkText(size.characters);
    return size;
  }

  /** Refuses what makes a longer text of a value before it makes one that is too long. */
  #checkGrowth(operand: Value, args: FilterArguments): void {
    const size = this.#measure(operand);
    const [first] = args.positional;
    const all = [...args.positional, ...args.named.values()];
    const grain = all.reduce<number>((sum, arg) => sum + weightOf(arg), 0);
    const spacing = typeof first === "string" && first.length > 0 ? first.length : 1;
    const places = typeof operand.value === "string" ? size.characters / spacing + 1 : size.elements;
    this.#checkText(size.characters + places * grain * Math.max(1, size.levels));
  }

  #checkText(length: number): void {
    if (length > MAX_TEXT) throw new Error(`The template makes a text longer than ${MAX_TEXT} characters`);
  }

  #spend(work: number): void {
    this.#work += work;
    if (this.#work > MAX_WORK) throw new Error("The template takes too much work");
  }
}

const GROWING = new Set(["replace", "join", "indent", "tojson", "string"]);

const STATEMENTS = new Set([
  ...["Program", "Set", "If", "For", "Macro", "CallStatement", "FilterStatement", "Break", "Continue"],
  ...["Comment", "StringLiteral"],
]);

function markPrinted(node: object, printed: Map<object, boolean>, escapes: boolean): void {
  for (const [field, child] of Object.entries(node)) {
    if (!BLOCKS.has(field) || !Array.isArray(child)) continue;
    for (const statement of child.filter(isNode)) {
      if (!STATEMENTS.has(statement.type)) printed.set(statement, escapes && !isSafe(statement));
      markPrinted(statement, printed, escapes);
    }
  }
}

const BLOCKS = new Set(["body", "alternate", "defaultBlock"]);

function lengthOf({ value }: Value): number {
  if (Array.isArray(value) || typeof value === "string") return value.length;
  return value instanceof Map ? value.size : 0;
}

const isSafe = (node: SyntaxNode): boolean =>
  node.type === "FilterExpression" && node.filter?.value === "safe";

const isNode = (value: unknown): value is SyntaxNode =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";

function valuesOf(args: SyntaxNode[]): FilterArguments {
  const values: FilterArguments = { positional: [], named: new Map() };
  for (const arg of args) {
    if (arg.type === "KeywordArgumentExpression")
      values.named.set(String(arg.key?.value), plainValue(arg.value));
    else values.positional.push(plainValue(arg));
  }
  return values;
}

function plainValue(arg: unknown): unknown {
  if (arg instanceof Evaluated) return arg.result.value;
  if (!isNode(arg)) return undefined;
  return arg.argument instanceof Evaluated ? arg.argument.result.value : arg.value;
}

/** How many characters an argument can add at each place: a text its length, an indentation its width. */
function weightOf(arg: unknown): number {
  if (typeof arg === "string") return arg.length;
  if (typeof arg === "number") return Math.abs(arg);
  return Array.isArray(arg) ? arg.reduce<number>((sum, item) => sum + weightOf(item.value), 0) : 0;
}
