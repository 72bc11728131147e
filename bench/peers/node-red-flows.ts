import { WORKLOADS, type Workload } from "../job.ts";

interface FlowNode {
  id: string;
  type: string;
  z: string;
  wires: string[][];
  [setting: string]: unknown;
}

const TAB = "bench";
const value = "typeof msg.payload === 'object' ? msg.payload.x : msg.payload";

const keyOf = ({ shape, nodes, effects }: Workload) => `${shape}-${nodes}-${effects}`;

const node = (id: string, type: string, wires: string[][], settings: object = {}): FlowNode => ({
  id,
  type,
  z: TAB,
  wires,
  ...settings,
});

const code = (id: string, func: string, wires: string[][]): FlowNode =>
  node(id, "function", wires, { func, outputs: wires.length });

const entry = [
  node("http", "http in", [["prepare"]], { url: "/run", method: "post" }),
  code(
    "prepare",
    `const { shape, nodes, effectUrl, value } = msg.payload;
     msg.key = [shape, nodes, effectUrl !== null].join("-");
     msg.url = effectUrl;
     msg.payload = effectUrl === null ? value : { x: value };
     return msg;`,
    [["choose"]],
  ),
  node(
    "choose",
    "switch",
    WORKLOADS.map((workload) => [`${keyOf(workload)}-0`]),
    {
      property: "key",
      propertyType: "msg",
      rules: WORKLOADS.map((workload) => ({ t: "eq", v: keyOf(workload), vt: "str" })),
      checkall: "false",
      outputs: WORKLOADS.length,
    },
  ),
  node("answer", "http response", [], { statusCode: "200" }),
];

export const flows = [{ id: TAB, type: "tab", label: "Bench" }, ...entry, ...WORKLOADS.flatMap(flowOf)];

function flowOf(workload: Workload): FlowNode[] {
  return workload.shape === "chain" ? chain(workload) : fan(workload);
}

/** What a node does; a request's answer is unwrapped in a node of its own. */
function work(id: string, effects: boolean, next: string): FlowNode[] {
  if (!effects) return [code(id, "return msg;", [[next]])];
  return [
    node(id, "http request", [[`${id}-echo`]], { method: "POST", ret: "obj" }),
    code(`${id}-echo`, "msg.payload = msg.payload.echo; return msg;", [[next]]),
  ];
}

function chain(workload: Workload): FlowNode[] {
  const key = keyOf(workload);
  const nodes = Array.from({ length: workload.nodes }, (_, index) =>
    work(
      `${key}-${index}`,
      workload.effects,
      index + 1 === workload.nodes ? `${key}-end` : `${key}-${index + 1}`,
    ),
  );
  return [...nodes.flat(), code(`${key}-end`, `msg.payload = String(${value}); return msg;`, [["answer"]])];
}

function fan(workload: Workload): FlowNode[] {
  const key = keyOf(workload);
  const branches = Array.from({ length: workload.nodes }, (_, index) => `${key}-branch-${index}`);
  return [
    code(
      `${key}-0`,
      `const id = msg._msgid;
       return Array.from({ length: ${workload.nodes} }, (_, index) => ({
         ...msg,
         parts: { id, type: "array", index, count: ${workload.nodes} },
       }));`,
      branches.map((id) => [id]),
    ),
    ...branches.flatMap((id) => work(id, workload.effects, `${key}-value`)),
    code(`${key}-value`, `msg.payload = ${value}; return msg;`, [[`${key}-join`]]),
    node(`${key}-join`, "join", [[`${key}-sum`]], { mode: "auto" }),
    code(
      `${key}-sum`,
      "msg.payload = String(msg.payload.reduce((sum, each) => sum + each, 0)); return msg;",
      [["answer"]],
    ),
  ];
}
