interface Sent {
  url: string;
  method: string;
  headers: { [name: string]: string };
  body: string;
}

/** A fetch that answers from a list, in order, and keeps what it was asked. */
export function scriptedFetch(...answers: Response[]) {
  const sent: Sent[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const { url, method } = request;
    sent.push({ url, method, headers: Object.fromEntries(request.headers), body: await request.text() });
    return answers[sent.length - 1] ?? new Response("fine");
  };
  return { fetch, sent };
}

export const redirect = (status: number, location: string): Response =>
  new Response("moved", { status, headers: { location } });
