/**
 * The answer to a fetch, whose body was read: from now on it is read from memory, where a Response made of it would be
 * I/O once more. It can be read once, like any other.
 */
export function heldResponse(answer: Response, bytes: ArrayBuffer | null): Response {
  const { status, statusText, headers } = answer;
  let isRead = false;
  let whole: Response | undefined;
  /** What is not asked for often, or a second time, is left to a Response of the runtime's own. */
  const asWhole = (): Response => {
    if (whole === undefined) {
      whole = new Response(bytes, { status, statusText, headers });
      if (isRead) void whole.body?.cancel();
    }
    return whole;
  };
  const reader =
    <T>(convert: (bytes: ArrayBuffer) => T, usual: (response: Response) => Promise<T>) =>
    async (): Promise<T> => {
      if (isRead || whole !== undefined) return usual(asWhole());
      isRead = bytes !== null;
      return convert(bytes ?? new ArrayBuffer(0));
    };
  return Object.defineProperties(answer, {
    arrayBuffer: {
      value: reader(
        (all) => all,
        (response) => response.arrayBuffer(),
      ),
    },
    json: {
      value: reader(
        (all): unknown => JSON.parse(decode(all)),
        (response) => response.json(),
      ),
    },
    text: { value: reader(decode, (response) => response.text()) },
    blob: { value: () => asWhole().blob() },
    bytes: { value: () => asWhole().bytes() },
    formData: { value: () => asWhole().formData() },
    clone: { value: () => asWhole().clone() },
    body: { get: () => asWhole().body },
    bodyUsed: { get: () => isRead || whole?.bodyUsed === true },
  });
}

const decode = (bytes: ArrayBuffer): string => new TextDecoder().decode(bytes);
