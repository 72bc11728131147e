import type { Workload } from "../job.ts";

const BLOCK = {
  input: "c0a8e994-ebf1-4a9c-a4d8-89d09c86741b",
  output: "363ae599-353e-4804-937e-b2ee3cef3da4",
  store: "1ff065e9-88e8-4358-9d82-8dc91f622ba9",
  request: "6595ae1f-b924-42cb-9a41-551a0611c4b4",
};

interface Node {
  id: string;
  block_id: string;
  input_default: object;
}

interface Link {
  source_id: string;
  source_name: string;
  sink_id: string;
  sink_name: string;
}

export interface Graph {
  name: string;
  nodes: Node[];
  links: Link[];
}

const input: Node = { id: "in", block_id: BLOCK.input, input_default: { name: "x" } };
const output: Node = { id: "out", block_id: BLOCK.output, input_default: { name: "y" } };
const join: Node = { id: "join", block_id: BLOCK.store, input_default: {} };

/** The workload's nodes between an input `x` and an output `y`, which come on top of their number. */
export function graphOf({ id, shape, nodes, effects }: Workload, effectUrl: string): Graph {
  const kind = effects ? request(effectUrl) : store;
  const between = Array.from({ length: nodes }, (_, index) => kind.node(`node-${index + 1}`));
  return shape === "chain" ? chain(id, between, kind) : fan(id, between, kind);
}

/** The same chain, which gives out what each of its nodes comes to. */
export function givingAll({ name, nodes, links }: Graph): Graph {
  const inner = links.filter(({ source_id, sink_id }) => source_id !== input.id && sink_id !== output.id);
  const more = inner.map((link) => ({ ...link, sink_id: output.id, sink_name: "value" }));
  return { name, nodes, links: [...links, ...more] };
}

interface Kind {
  node(id: string): Node;
  takes: string;
  gives: string;
}

const store: Kind = {
  node: (id) => ({ id, block_id: BLOCK.store, input_default: {} }),
  takes: "input",
  gives: "output",
};

const request = (url: string): Kind => ({
  node: (id) => ({ id, block_id: BLOCK.request, input_default: { url, method: "POST" } }),
  takes: "body_#_x",
  gives: "response_#_echo_#_x",
});

function chain(name: string, between: Node[], { takes, gives }: Kind): Graph {
  const links: Link[] = [];
  let source = { source_id: input.id, source_name: "result" };
  for (const { id } of between) {
    links.push({ ...source, sink_id: id, sink_name: takes });
    source = { source_id: id, source_name: gives };
  }
  links.push({ ...source, sink_id: output.id, sink_name: "value" });
  return { name, nodes: [input, ...between, output], links };
}

function fan(name: string, between: Node[], { takes, gives }: Kind): Graph {
  const links = between.flatMap(({ id }, index) => [
    { source_id: input.id, source_name: "result", sink_id: id, sink_name: takes },
    { source_id: id, source_name: gives, sink_id: join.id, sink_name: `input_$_${index}` },
  ]);
  links.push({ source_id: join.id, source_name: "output", sink_id: output.id, sink_name: "value" });
  return { name, nodes: [input, ...between, join, output], links };
}
