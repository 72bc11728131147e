import { OAuthError } from "./error.ts";

const MAX_LENGTH = 4096;

/** Parameters of a request, none of which may come twice (RFC 6749 section 3.1); an empty one counts as not there. */
export interface Parameters {
  get(name: string): string | null;
  /** `invalid_request` when it is not there. */
  require(name: string): string;
  /** Every value of one that may be repeated. */
  all(name: string): string[];
  has(name: string): boolean;
  isDoubled(name: string): boolean;
  /** `invalid_request` when any is there twice, `repeatable` ones excepted. */
  refuseDoubled(repeatable: readonly string[]): void;
  /** All of them, as a query. */
  toString(): string;
}

export function parametersOf(params: URLSearchParams): Parameters {
  const all = (name: string) => params.getAll(name).filter((value) => value !== "");
  const get = (name: string) => {
    const values = all(name);
    if (values.length > 1) throw new OAuthError("invalid_request", `${name} is there more than once`);
    const [value = null] = values;
    if (value !== null && value.length > MAX_LENGTH) {
      throw new OAuthError("invalid_request", `${name} is longer than ${MAX_LENGTH} characters`);
    }
    return value;
  };
  return {
    get,
    require: (name) => {
      const value = get(name);
      if (value === null) throw new OAuthError("invalid_request", `${name} is missing`);
      return value;
    },
    all,
    has: (name) => params.has(name),
    isDoubled: (name) => params.getAll(name).length > 1,
    refuseDoubled: (repeatable) => {
      for (const name of new Set(params.keys())) {
        if (params.getAll(name).length > 1 && !repeatable.includes(name)) {
          throw new OAuthError("invalid_request", `${quotable(name)} is there more than once`);
        }
      }
    },
    toString: () => params.toString(),
  };
}

const quotable = (name: string): string => name.replaceAll(/[^\w.-]/g, "?").slice(0, 60);
