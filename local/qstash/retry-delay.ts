// The expressions of `Upstash-Retry-Delay`: arithmetic, nine functions and the variable `retried`.
// https://upstash.com/docs/qstash/features/retry#custom-retry-delay

const LONGEST = 512;
const TOKEN = /\d+(?:\.\d+)?|[a-z]+|[-+*/%(),]/gi;

const FUNCTIONS: Record<string, { arity: number; apply: (...values: number[]) => number }> = {
  pow: { arity: 2, apply: Math.pow },
  sqrt: { arity: 1, apply: Math.sqrt },
  abs: { arity: 1, apply: Math.abs },
  exp: { arity: 1, apply: Math.exp },
  floor: { arity: 1, apply: Math.floor },
  ceil: { arity: 1, apply: Math.ceil },
  round: { arity: 1, apply: Math.round },
  min: { arity: 2, apply: Math.min },
  max: { arity: 2, apply: Math.max },
};

interface Reader {
  tokens: string[];
  at: number;
  retried: number;
}

/**
 * Milliseconds before the next attempt, where `retried` is 0 for the first retry.
 * @throws SyntaxError when the expression is malformed or its value is not a number.
 */
export function evaluateRetryDelay(expression: string, retried: number): number {
  if (expression.length > LONGEST || expression.replace(TOKEN, "").trim() !== "") throw malformed(expression);
  const reader: Reader = { tokens: expression.match(TOKEN) ?? [], at: 0, retried };
  const value = readSum(reader);
  if (reader.at !== reader.tokens.length || !Number.isFinite(value)) throw malformed(expression);
  return Math.max(0, value);
}

function readSum(reader: Reader): number {
  let value = readProduct(reader);
  for (;;) {
    if (accept(reader, "+")) value += readProduct(reader);
    else if (accept(reader, "-")) value -= readProduct(reader);
    else return value;
  }
}

function readProduct(reader: Reader): number {
  let value = readFactor(reader);
  for (;;) {
    if (accept(reader, "*")) value *= readFactor(reader);
    else if (accept(reader, "/")) value /= readFactor(reader);
    else if (accept(reader, "%")) value %= readFactor(reader);
    else return value;
  }
}

function readFactor(reader: Reader): number {
  if (accept(reader, "-")) return -readFactor(reader);
  if (accept(reader, "(")) {
    const value = readSum(reader);
    expect(reader, ")");
    return value;
  }
  const token = reader.tokens[reader.at] ?? "";
  reader.at += 1;
  if (token === "retried") return reader.retried;
  if (/^\d/.test(token)) return Number(token);
  return readCall(reader, token);
}

function readCall(reader: Reader, name: string): number {
  const called = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (called === undefined) throw malformed(name);
  expect(reader, "(");
  const values = [readSum(reader)];
  while (values.length < called.arity) {
    expect(reader, ",");
    values.push(readSum(reader));
  }
  expect(reader, ")");
  return called.apply(...values);
}

function accept(reader: Reader, token: string): boolean {
  if (reader.tokens[reader.at] !== token) return false;
  reader.at += 1;
  return true;
}

function expect(reader: Reader, token: string): void {
  if (!accept(reader, token)) throw malformed(reader.tokens.join(" "));
}

function malformed(expression: string): SyntaxError {
  return new SyntaxError(`invalid retry delay expression: ${expression}`);
}
