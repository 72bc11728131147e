/** Makes a value and all that it holds refuse every change, Maps too. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  if (value instanceof Map) {
    for (const change of ["set", "delete", "clear"]) Object.defineProperty(value, change, { value: refuse });
    for (const item of value.values()) deepFreeze(item);
  }
  Object.freeze(value);
  for (const item of Object.values(value)) deepFreeze(item);
  return value;
}

function refuse(): never {
  throw new TypeError("A frozen Map is changed");
}
