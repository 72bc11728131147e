import { notFound } from "./api-error.ts";
import type { Broker } from "./broker.ts";
import type { DeadLetter } from "./dead-letters.ts";
import { readFilter, readPage } from "./filter.ts";
import { presentDeadLetter } from "./present.ts";
import { type Draft, publishWith } from "./publish.ts";
import { type ApiRequest, ok, type Reply, type Route } from "./route.ts";

export const deadLetterRoutes: Route[] = [
  { method: "GET", pattern: /^\/v2\/dlq$/, handle: list },
  { method: "DELETE", pattern: /^\/v2\/dlq$/, handle: deleteMatching },
  { method: "POST", pattern: /^\/v2\/dlq\/retry$/, handle: retryMatching },
  { method: "POST", pattern: /^\/v2\/dlq\/retry\/([^/]+)$/, handle: retryOne },
  { method: "GET", pattern: /^\/v2\/dlq\/([^/]+)$/, handle: get },
  { method: "DELETE", pattern: /^\/v2\/dlq\/([^/]+)$/, handle: deleteOne },
];

function list(broker: Broker, { query }: ApiRequest): Reply {
  const { letters, cursor } = find(broker, query);
  return ok({ messages: letters.map(presentDeadLetter), cursor });
}

function get(broker: Broker, { params: [id = ""] }: ApiRequest): Reply {
  return ok(presentDeadLetter(letterOf(broker, id)));
}

function deleteOne(broker: Broker, { params: [id = ""] }: ApiRequest): Reply {
  broker.deadLetters.delete(letterOf(broker, id).dlqId);
  return ok();
}

function deleteMatching(broker: Broker, { query }: ApiRequest): Reply {
  const { letters, cursor } = find(broker, query);
  broker.store.transaction(() => {
    for (const { dlqId } of letters) broker.deadLetters.delete(dlqId);
  });
  return ok({ deleted: letters.length, cursor });
}

function retryOne(broker: Broker, { params: [id = ""] }: ApiRequest): Reply {
  const [published] = retry(broker, [letterOf(broker, id)]);
  return { status: 201, body: published ?? {} };
}

function retryMatching(broker: Broker, { query }: ApiRequest): Reply {
  const { letters, cursor } = find(broker, query);
  return { status: 201, body: { responses: retry(broker, letters), cursor: cursor ?? "" } };
}

/** Publishes the letters as new messages and forgets them, in one transaction. */
function retry(broker: Broker, letters: DeadLetter[]) {
  const now = broker.clock.now();
  const drafts = letters.map(({ envelope, body }): Draft => {
    return { envelope: { ...envelope, createdAt: now, notBefore: now }, body: Buffer.from(body, "base64") };
  });
  return publishWith(broker, drafts, () => {
    for (const { dlqId } of letters) broker.deadLetters.delete(dlqId);
  });
}

function find(broker: Broker, query: URLSearchParams) {
  const matches = readFilter(query);
  const { count, cursor } = readPage(query);
  return broker.deadLetters.list(
    (letter) => matches({ ...presentDeadLetter(letter), time: letter.envelope.createdAt }),
    count,
    cursor,
  );
}

function letterOf(broker: Broker, id: string): DeadLetter {
  const letter = broker.deadLetters.get(id);
  if (letter === undefined) throw notFound(`dlq message ${id} not found`);
  return letter;
}
