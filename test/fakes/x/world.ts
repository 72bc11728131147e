import type { JsonObject } from "#lib/json.ts";

/** Who is on X, and what they did there. `me` is whose token it is. */
export interface XWorld {
  me: string;
  users: Map<string, JsonObject>;
  posts: Map<string, JsonObject>;
  lists: Map<string, JsonObject>;
  spaces: Map<string, JsonObject>;
  /** Which ids belong to an id, such as `likes` of a user; by `kind/id`. */
  edges: Map<string, Set<string>>;
  /** Of a kind and an id. */
  edge(kind: string, id: string): Set<string>;
  nextId(): string;
}

export function emptyWorld(): XWorld {
  const edges: XWorld["edges"] = new Map();
  let last = 100;
  return {
    me: "7",
    users: new Map([
      ["7", { id: "7", name: "Ada", username: "ada", verified: true }],
      ["34", { id: "34", name: "Eve", username: "eve", verified: false }],
      ["35", { id: "35", name: "Bob", username: "bob", verified: false }],
    ]),
    posts: new Map([["12", { id: "12", text: "Tea at four", author_id: "34", lang: "en" }]]),
    lists: new Map(),
    spaces: new Map([
      ["1Sp", { id: "1Sp", state: "live", title: "Tea talk", host_ids: ["34"], creator_id: "34" }],
      ["2Sp", { id: "2Sp", state: "scheduled", title: "More tea", host_ids: ["7"], creator_id: "7" }],
    ]),
    edges,
    edge: (kind, id) => {
      const found = edges.get(`${kind}/${id}`) ?? new Set();
      edges.set(`${kind}/${id}`, found);
      return found;
    },
    nextId: () => String(++last),
  };
}
